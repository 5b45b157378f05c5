import type { MachineLoad, RecordedScenario, RunRecord } from '../stats/record.ts';
import type { Summary } from '../stats/summary.ts';
import { formatBytes, formatCount, formatMs, formatRate, formatShare } from '../stats/units.ts';
import { roleOf } from './streams.ts';
import { formatTaskRate, plural } from './wording.ts';

/** A name and what is true of this run, as raw text: each format escapes it. */
export interface Fact {
  readonly name: string;
  readonly text: string;
}

type RecordedStream = RecordedScenario['streams'][number];

function streamText({ ask, load, connections }: RecordedStream): string {
  const what = ask.kind === 'health' ? 'GET /health' : `${ask.taskName} ${JSON.stringify(ask.input)}`;
  if (load.kind === 'closed') return `${plural(load.clientCount, 'client')}, each asking again once answered: ${what}`;
  const how = connections === 'warm' ? 'on connections opened before' : 'on a new connection each';
  return `${formatRate(load.arrivalsPerSecond)} (${load.spacing}) ${how}: ${what}`;
}

function taskTimeText({ calibration }: RunRecord): string {
  if (calibration === null) return 'not measured';
  const { mean, p25, p75, min, max } = calibration.durationMs;
  return `${formatMs(mean)} for one ${calibration.taskName} alone, the mean of ${calibration.runCount} runs (half of them within ${formatMs(p25)} to ${formatMs(p75)}, all within ${formatMs(min)} to ${formatMs(max)})`;
}

function limitText({ limitPerSecond }: Summary, { machine }: RunRecord): string {
  if (limitPerSecond === null) return 'unknown without D';
  return `${formatTaskRate(limitPerSecond)}, which is ${plural(machine.availableCoreCount, 'core')} / D`;
}

function statusText({ status, partialReason, startedAt, finishedAt }: RunRecord): string {
  const end = finishedAt === null ? 'never finished' : `finished ${finishedAt}`;
  const whole = status === 'complete' ? '' : `; partial: ${partialReason ?? 'no reason recorded'}`;
  return `started ${startedAt}, ${end}${whole}`;
}

export function runFacts(record: RunRecord, summary: Summary): Fact[] {
  const { scenario, targets } = record;
  const phases = [
    ['warm-up', scenario.warmupMs],
    ['quiet', scenario.quietMs],
    ['load', scenario.loadMs],
    ['recovery', scenario.recoveryMs],
  ] as const;
  return [
    { name: 'Question', text: scenario.question },
    {
      name: 'Ran',
      text: `${plural(targets.length, 'target')} x ${plural(scenario.roundCount, 'round')} of ${scenario.name}${record.isQuick ? ' (quick)' : ''}`,
    },
    { name: 'Phases', text: phases.map(([name, ms]) => `${name} ${formatSeconds(ms)}`).join(', ') },
    ...scenario.streams.map((stream) => ({
      name: roleOf(stream) === 'heavy' ? 'Heavy work' : `Neighbour, ${stream.connections}`,
      text: streamText(stream),
    })),
    { name: 'D', text: taskTimeText(record) },
    { name: 'Limit', text: limitText(summary, record) },
    {
      name: 'Workers',
      text: `${formatCount(record.workerCount)}, at most ${formatCount(record.queueLimitCount)} jobs queued`,
    },
    { name: 'Answers', text: record.isVerified ? "compared with the task's own" : 'not verified' },
    { name: 'When', text: statusText(record) },
  ];
}

/** "1 s", "4.5 s": phases are set by hand and need no digits of a measurement. */
const formatSeconds = (ms: number): string => `${Number((ms / 1_000).toFixed(2))} s`;

/** As much as git asks for, and "-dirty" where it stands. */
const shortCommit = (commit: string | null): string => commit?.replace(/^([0-9a-f]{10})[0-9a-f]+/u, '$1') ?? 'unknown';

function loadText(load: MachineLoad | null): string {
  if (load === null) return 'unknown';
  const pressure = load.cpuPressureShare === null ? '' : `, CPU pressure ${formatShare(load.cpuPressureShare)}`;
  return `load ${load.loadAverage1m.toFixed(2)}${pressure}`;
}

export function machineFacts({ machine, seed, holdupVersion }: RunRecord): Fact[] {
  const limits = [
    machine.cgroupQuotaCores === null ? null : `quota ${machine.cgroupQuotaCores} cores`,
    machine.affinity === null ? null : `affinity ${machine.affinity}`,
    machine.governor === null ? null : `governor ${machine.governor}`,
  ].filter((text) => text !== null);
  const dependencies = Object.entries(machine.dependencies).map(([name, version]) => `${name} ${version}`);
  return [
    {
      name: 'CPU',
      text: [
        machine.cpuModel,
        `${machine.availableCoreCount} of ${plural(machine.logicalCoreCount, 'core')}`,
        ...limits,
      ].join(', '),
    },
    { name: 'Memory', text: formatBytes(machine.memoryBytes) },
    { name: 'System', text: `${machine.platform} ${machine.arch}, ${machine.kernel}` },
    { name: 'Runtime', text: `Node ${machine.nodeVersion}, V8 ${machine.v8Version}, libuv ${machine.libuvVersion}` },
    { name: 'Packages', text: dependencies.join(', ') || 'none recorded' },
    { name: 'holdup', text: `${holdupVersion}, commit ${shortCommit(machine.gitCommit)}, seed ${seed}` },
    { name: 'Busy', text: `before: ${loadText(machine.loadBefore)}; after: ${loadText(machine.loadAfter)}` },
  ];
}

/** Trials that do not count, and why; the rounds of a target that went the same way together. */
export function voidFacts(summary: Summary): Fact[] {
  return summary.targets.flatMap(({ targetName, voidTrials }) => {
    const byReason = Map.groupBy(voidTrials, ({ code, message }) => JSON.stringify([code, message]));
    return [...byReason.values()].flatMap((trials) => {
      const first = trials[0];
      if (first === undefined) return [];
      const rounds = trials.map(({ roundIndex }) => roundIndex + 1).join(', ');
      return [{ name: first.code, text: `${targetName}, round ${rounds}: ${first.message}` }];
    });
  });
}
