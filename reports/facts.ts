import type { MachineLoad, RecordedScenario, RunRecord, Setup } from '../stats/record.ts';
import { heavyLimitOf } from '../stats/heavy-limit.ts';
import { formatBytes, formatCount, formatMs, formatRate, formatShare } from '../stats/units.ts';
import { roleOf } from './streams.ts';
import { formatTaskRate, plural } from './wording.ts';

/** A name and what is true of this run, as raw text: each format escapes it. */
export interface Fact {
  readonly name: string;
  readonly text: string;
}

type RecordedStream = RecordedScenario['streams'][number];

/**
 * "8 clients, each asking again once answered", "5/s, then 9/s (poisson) on a new connection each", "50 requests at once
 * on connections opened before".
 */
function loadText({ load, connections }: RecordedStream, levelNames: readonly string[]): string {
  const levels = levelNames.length === 0 ? null : levelNames.join(', then ');
  const place = connections === 'warm' ? 'on connections opened before' : 'on a new connection each';
  switch (load.kind) {
    case 'closed':
      return `${levels ?? plural(load.clientCount, 'client')}, each asking again once answered`;
    case 'open':
      return `${levels ?? formatRate(load.arrivalsPerSecond)} (${load.spacing}) ${place}`;
    case 'burst': {
      const spacing = load.everyMs === 0 ? 'at once' : `${formatMs(load.everyMs)} apart`;
      return `${plural(load.requestCount, 'request')} ${spacing} ${place}`;
    }
    default:
      return load satisfies never;
  }
}

/** ", whose clients leave after 500 ms"; nothing where they stay. */
const patienceText = ({ leaveAfterMs }: RecordedStream): string =>
  leaveAfterMs === undefined ? '' : `, whose clients leave after ${formatMs(leaveAfterMs)}`;

/** Where the input and the output are, if not in the request and its answer. */
const rowText = ({ rowKey }: RecordedStream['ask'] & { readonly kind: 'task' }): string =>
  rowKey === undefined ? '' : ', read from the server’s database, and the output written to it';

/** Of a scenario with levels the heavy streams' own load is never run. */
function streamText(stream: RecordedStream, { levels = [] }: RecordedScenario): string {
  const { ask } = stream;
  const what = ask.kind === 'health' ? 'GET /health' : `${ask.taskName} ${JSON.stringify(ask.input)}${rowText(ask)}`;
  const ofStream = roleOf(stream) === 'heavy' ? levels : [];
  const load = ofStream[0]?.load ?? stream.load;
  const names = ofStream.map(({ name }) => name);
  return `${loadText({ ...stream, load }, names)}${patienceText(stream)}: ${what}`;
}

function streamLabel(stream: RecordedStream): string {
  const role = roleOf(stream);
  return role === 'heavy' ? 'Heavy work' : role === 'poison' ? 'Poison' : `Neighbour, ${role}`;
}

function taskTimeText({ calibration }: RunRecord): string {
  if (calibration === null) return 'not measured';
  const { mean, p25, p75, min, max } = calibration.durationMs;
  return `${formatMs(mean)} for one ${calibration.taskName} alone, the mean of ${calibration.runCount} runs (half of them within ${formatMs(p25)} to ${formatMs(p75)}, all within ${formatMs(min)} to ${formatMs(max)})`;
}

function limitText(record: RunRecord): string {
  const limit = heavyLimitOf(record);
  return limit === null
    ? 'unknown without D'
    : `${formatTaskRate(limit.perSecond)}, which is ${plural(limit.count, limit.kind)} / D`;
}

function capacityFacts({ capacities }: RunRecord): Fact[] {
  if (capacities === undefined) return [];
  const rates = capacities.map(({ targetName, donePerSecond }) => `${targetName} ${formatTaskRate(donePerSecond)}`);
  return [{ name: 'Capacity', text: `in a closed loop before the first round: ${rates.join(', ')}` }];
}

function selfTestFacts({ selfTest }: RunRecord): Fact[] {
  if (selfTest === undefined) return [];
  const { answers, form } = selfTest;
  const foundCount = answers.filter(({ isPassed }) => isPassed).length;
  return [{ name: 'Self-test', text: `${foundCount} of ${plural(answers.length, 'known answer')} found (${form})` }];
}

function statusText({ status, partialReason, startedAt, finishedAt }: RunRecord): string {
  const end = finishedAt === null ? 'never finished' : `finished ${finishedAt}`;
  const whole = status === 'complete' ? '' : `; partial: ${partialReason ?? 'no reason recorded'}`;
  return `started ${startedAt}, ${end}${whole}`;
}

/** What was asked, and what the answer should look like; older records do not say the latter. */
export const questionFacts = ({ scenario: { question, expect } }: RunRecord): Fact[] => [
  { name: 'Question', text: question },
  ...(expect === undefined ? [] : [{ name: 'Expect', text: expect }]),
];

export function runFacts(record: RunRecord): Fact[] {
  const { scenario, targets } = record;
  const phases = [
    ['warm-up', scenario.warmupMs],
    ['quiet', scenario.quietMs],
    ['load', scenario.loadMs],
    ['recovery', scenario.recoveryMs],
  ] as const;
  return [
    {
      name: 'Ran',
      text: `${plural(targets.length, 'target')} x ${plural(scenario.roundCount, 'round')} of ${scenario.name}${record.isQuick ? ' (quick)' : ''}`,
    },
    { name: 'Phases', text: phases.map(([name, ms]) => `${name} ${formatSeconds(ms)}`).join(', ') },
    ...scenario.streams.map((stream) => ({
      name: streamLabel(stream),
      text: streamText(stream, scenario),
    })),
    { name: 'D', text: taskTimeText(record) },
    { name: 'Limit', text: limitText(record) },
    ...capacityFacts(record),
    ...selfTestFacts(record),
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

function busyText(load: MachineLoad | null): string {
  if (load === null) return 'unknown';
  const pressure = load.cpuPressureShare === null ? '' : `, CPU pressure ${formatShare(load.cpuPressureShare)}`;
  return `load ${load.loadAverage1m.toFixed(2)}${pressure}`;
}

function coresText({ serverCores, senderCores, serverCoreCount: count, isShared }: Setup): string {
  const servers = serverCores === null ? `any of ${plural(count, 'core')}` : `cores ${serverCores}`;
  if (serverCores === senderCores) return `servers and senders on ${servers}${isShared ? ', which they shared' : ''}`;
  return `servers on ${servers}, senders on ${senderCores ?? 'any'}${isShared ? ', some of them shared' : ''}`;
}

const SENDER_MODES: Readonly<Record<Setup['senderMode'], string>> = {
  precise: 'precise: turns its loop until a request is due',
  thrifty: 'thrifty: sleeps until a request is due',
};

function setupFacts({ setup }: RunRecord): Fact[] {
  if (setup === undefined) return [];
  const nice = setup.loadNiceness === 0 ? '' : `; servers and heavy senders at niceness +${setup.loadNiceness}`;
  return [
    { name: 'Cores', text: coresText(setup) },
    { name: 'Sender', text: `${SENDER_MODES[setup.senderMode]}${nice}` },
  ];
}

export function machineFacts(record: RunRecord): Fact[] {
  const { machine, seed, holdupVersion } = record;
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
    ...setupFacts(record),
    { name: 'Memory', text: formatBytes(machine.memoryBytes) },
    { name: 'System', text: `${machine.platform} ${machine.arch}, ${machine.kernel}` },
    { name: 'Runtime', text: `Node ${machine.nodeVersion}, V8 ${machine.v8Version}, libuv ${machine.libuvVersion}` },
    { name: 'Packages', text: dependencies.join(', ') || 'none recorded' },
    { name: 'holdup', text: `${holdupVersion}, commit ${shortCommit(machine.gitCommit)}, seed ${seed}` },
    { name: 'Busy', text: `before: ${busyText(machine.loadBefore)}; after: ${busyText(machine.loadAfter)}` },
  ];
}
