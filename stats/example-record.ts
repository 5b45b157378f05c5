import { exampleTelemetry } from './example-telemetry.ts';
import { type ExamplePhases, type ExampleServer, simulateTrial } from './example-trial.ts';
import { type Machine, RECORD_FORMAT_VERSION, type RecordedScenario, type RunRecord, type Trial } from './record.ts';
import { seededRandom, shuffled } from './seeded-random.ts';

export interface ExampleTarget {
  readonly name: string;
  readonly kind: 'strategy' | 'url';
  readonly server: ExampleServer;
}

const blocking: ExampleServer = { isPooled: false, clientShares: [1] };
const pool: ExampleServer = { isPooled: true, clientShares: [0.5, 0.5] };
const cluster: ExampleServer = { isPooled: false, clientShares: [0.75, 0.25] }; // a cluster balances connections, badly

export const EXAMPLE_TARGETS: readonly ExampleTarget[] = [
  { name: 'blocking', kind: 'strategy', server: blocking },
  { name: 'async-cpu', kind: 'strategy', server: blocking },
  { name: 'thread-pool', kind: 'strategy', server: pool },
  { name: 'cluster', kind: 'strategy', server: cluster },
];

/** Somebody's own server: no telemetry of its processes. */
export const URL_EXAMPLE_TARGET: ExampleTarget = { name: 'http://127.0.0.1:8080', kind: 'url', server: pool };

/** A name that breaks Markdown tables, HTML and file names unless they are escaped. */
export const WEIRD_EXAMPLE_TARGET: ExampleTarget = {
  name: '../<b>"pool" | `x` & ünï</b>',
  kind: 'strategy',
  server: pool,
};

export interface ExampleOptions {
  readonly seed?: number;
  readonly roundCount?: number;
  /** 0: nobody does heavy work. */
  readonly clientCount?: number;
  readonly neighboursPerSecond?: number;
  readonly availableCoreCount?: number;
  readonly targets?: readonly ExampleTarget[];
  readonly voidTrials?: readonly { readonly targetName: string; readonly roundIndex: number }[];
  /** A partial record lacks the last trial of its last round. */
  readonly status?: RunRecord['status'];
}

const TASK_MS = 80;
const START = Date.parse('2026-03-14T09:26:53.000Z');
const isoAfterMs = (ms: number): string => new Date(START + ms).toISOString();

const exampleMachine = (availableCoreCount: number): Machine => ({
  cpuModel: 'Example CPU @ 2.60GHz',
  logicalCoreCount: availableCoreCount,
  availableCoreCount,
  cgroupQuotaCores: null,
  affinity: null,
  governor: null,
  memoryBytes: 8_589_934_592,
  platform: 'linux',
  arch: 'x64',
  kernel: '6.8.0-example',
  nodeVersion: 'v26.10.0',
  v8Version: '14.2.231.9-node.10',
  libuvVersion: '1.52.0',
  dependencies: { fastify: '5.12.8', piscina: '5.3.2' },
  gitCommit: '0123456789abcdef0123456789abcdef01234567',
  loadBefore: { at: isoAfterMs(0), loadAverage1m: 0.21, cpuPressureShare: 0.01 },
  loadAfter: { at: isoAfterMs(120_000), loadAverage1m: 1.84, cpuPressureShare: 0.31 },
});

function exampleScenario(clientCount: number, arrivalsPerSecond: number, roundCount: number): RecordedScenario {
  const neighbour = {
    ask: { kind: 'health' as const },
    load: { kind: 'open' as const, arrivalsPerSecond, spacing: 'poisson' as const },
  };
  return {
    name: 'neighbours',
    question: 'While one request does heavy work, how long do the other requests wait?',
    streams: [
      {
        name: 'heavy',
        ask: { kind: 'task', taskName: 'csv-report', input: { rowCount: 20_000 } },
        load: { kind: 'closed', clientCount },
        connections: 'warm',
      },
      { name: 'neighbour-warm', ...neighbour, connections: 'warm' },
      { name: 'neighbour-cold', ...neighbour, connections: 'cold' },
    ],
    warmupMs: 1_000,
    quietMs: 1_000,
    loadMs: 4_000,
    recoveryMs: 1_000,
    timeoutMs: 10_000,
    roundCount,
  };
}

interface TrialPlan {
  readonly target: ExampleTarget;
  readonly roundIndex: number;
  readonly orderIndex: number;
  readonly trialIndex: number;
  readonly isVoid: boolean;
}

function exampleTrial(plan: TrialPlan, scenario: RecordedScenario, clientCount: number, seed: number): Trial {
  const { target, roundIndex, orderIndex, trialIndex, isVoid } = plan;
  const loadEndMs = scenario.quietMs + scenario.loadMs;
  const phases: ExamplePhases = { loadStartMs: scenario.quietMs, loadEndMs, endMs: loadEndMs + scenario.recoveryMs };
  const [, neighbour] = scenario.streams;
  const neighboursPerSecond = neighbour?.load.kind === 'open' ? neighbour.load.arrivalsPerSecond : 50;
  const random = seededRandom(seed + 1 + trialIndex);
  const { streams, turns } = simulateTrial(
    target.server,
    { clientCount, taskMs: TASK_MS, neighboursPerSecond },
    phases,
    random,
  );
  const heavy = streams.find(({ streamName }) => streamName === 'heavy');
  const answeredCount = heavy?.outcomes.filter((outcome) => outcome === 'ok').length ?? 0;
  const sentCount = heavy?.outcomes.length ?? 0;
  return {
    targetName: target.name,
    roundIndex,
    orderIndex,
    startedAt: isoAfterMs(trialIndex * 8_500),
    status: isVoid ? 'void' : 'valid',
    voidReason: isVoid
      ? { code: 'ERR_TRIAL_WRONG_ANSWER', message: 'Cannot count this trial as answer 17 was not the task’s' }
      : null,
    warmup: { requestCount: 40, durationMs: 1_000 },
    streams,
    closedLoopAudits: [
      {
        streamName: 'heavy',
        sentCount,
        answeredCount,
        errorCount: 0,
        unfinishedCount: sentCount - answeredCount,
        desyncCount: 0,
      },
    ],
    telemetry: exampleTelemetry(target.kind === 'url' ? null : target.server, turns, phases, 4_000 + 20 * trialIndex),
  };
}

/**
 * A record as a run on two cores would write it, for tests of stats and reports. Pure: the same options give the same
 * record. Waits come from a small simulation (see `example-trial.ts`), not from a machine: never publish them.
 */
export function exampleRecord(options: ExampleOptions = {}): RunRecord {
  const { seed = 42, roundCount = 3, clientCount = 8, neighboursPerSecond = 50, status = 'complete' } = options;
  const targets = options.targets ?? EXAMPLE_TARGETS;
  const scenario = exampleScenario(clientCount, neighboursPerSecond, roundCount);
  const random = seededRandom(seed);
  const plans = Array.from({ length: roundCount }, (_, roundIndex) =>
    shuffled(targets, random).map((target, orderIndex): TrialPlan => {
      const isVoid = (options.voidTrials ?? []).some(
        (trial) => trial.targetName === target.name && trial.roundIndex === roundIndex,
      );
      return { target, roundIndex, orderIndex, trialIndex: roundIndex * targets.length + orderIndex, isVoid };
    }),
  ).flat();
  const isPartial = status === 'partial';
  return {
    formatVersion: RECORD_FORMAT_VERSION,
    holdupVersion: '0.1.0',
    command: `holdup bench neighbours --rounds ${roundCount} --seed ${seed}`,
    startedAt: isoAfterMs(0),
    finishedAt: isPartial ? null : isoAfterMs(plans.length * 8_500),
    status,
    partialReason: isPartial ? 'Stopped by Ctrl+C' : null,
    seed,
    isQuick: false,
    machine: exampleMachine(options.availableCoreCount ?? 2),
    scenario,
    workerCount: 2,
    queueLimitCount: 100,
    isVerified: true,
    targets: targets.map(({ name, kind }) => ({
      name,
      kind,
      summary: kind === 'url' ? 'A server at a URL.' : `Example of ${name}.`,
      url: kind === 'url' ? name : null,
    })),
    calibration: {
      taskName: 'csv-report',
      input: { rowCount: 20_000 },
      durationMs: { mean: TASK_MS, p50: 79.8, p25: 79.1, p75: 81.6, min: 78.2, max: 93.4 },
      samplesMs: [78.2, 79.1, 79.8, 81.6, 93.4],
      runCount: 25,
    },
    trials: plans
      .slice(0, isPartial ? -1 : plans.length)
      .map((plan) => exampleTrial(plan, scenario, clientCount, seed)),
    warnings: [],
  };
}
