import { type EXAMPLE_LEVELS, EXAMPLE_TARGETS, type ExampleTarget, exampleScenario } from './example-scenario.ts';
import {
  exampleCapacities,
  exampleMachine,
  exampleSelfTest,
  exampleSentinels,
  exampleSetup,
  isoAfterMs,
} from './example-setup.ts';
import { EXAMPLE_TASK_MS, type TrialPlan, exampleTrial } from './example-trial.ts';
import { isSteady } from '../loads.ts';
import { RECORD_FORMAT_VERSION, type RecordedScenario, type RunRecord, type SteadyLoad } from '../record.ts';
import { seededRandom, shuffled } from '../seeded-random.ts';

export { EXAMPLE_TARGETS, URL_EXAMPLE_TARGET, WEIRD_EXAMPLE_TARGET } from './example-scenario.ts';

interface TrialName {
  readonly targetName: string;
  readonly roundIndex: number;
}

export interface ExampleOptions {
  readonly seed?: number;
  readonly roundCount?: number;
  /** 0: nobody does heavy work. */
  readonly clientCount?: number;
  /** The heavy stream comes at random, at this rate, instead of in a closed loop. */
  readonly heavyPerSecond?: number;
  readonly neighboursPerSecond?: number;
  readonly availableCoreCount?: number;
  readonly targets?: readonly ExampleTarget[];
  readonly voidTrials?: readonly TrialName[];
  /** Trials that fail a gate: requests left no trace, or autocannon matched answers to the wrong ones. */
  readonly invalidTrials?: readonly TrialName[];
  /** A partial record lacks the last trial of its last round. */
  readonly status?: RunRecord['status'];
  /** Several heavy loads: clients in closed loops, or rates in open ones. */
  readonly levels?: keyof typeof EXAMPLE_LEVELS;
  readonly selfTest?: 'passed' | 'failed';
  readonly setup?: 'shared' | 'apart';
  /** Server-side times of every request. */
  readonly hasStamps?: boolean;
  /** What autocannon itself says of its requests. */
  readonly hasReported?: boolean;
}

/** Everything that a record may hold, for tests that must see it all. */
export const FULL_EXAMPLE: ExampleOptions = {
  selfTest: 'passed',
  setup: 'shared',
  hasStamps: true,
  hasReported: true,
  invalidTrials: [{ targetName: 'thread-pool', roundIndex: 1 }],
};

/** In each round every level once, and in each level every target once, in an order of its own. */
function trialPlans(options: ExampleOptions, scenario: RecordedScenario, seed: number): TrialPlan[] {
  const targets = options.targets ?? EXAMPLE_TARGETS;
  const random = seededRandom(seed);
  const own = scenario.streams.find(isSteady);
  const ownLoad: SteadyLoad = own?.load ?? { kind: 'closed', clientCount: 0 };
  const loads = scenario.levels?.map(({ name, load }) => ({ heavyLoad: load, levelName: name })) ?? [
    { heavyLoad: ownLoad },
  ];
  return Array.from({ length: scenario.roundCount }, (_, roundIndex) =>
    loads.flatMap((load) =>
      shuffled(targets, random).map((target, orderIndex) => ({ target, roundIndex, orderIndex, ...load })),
    ),
  )
    .flat()
    .map((plan, trialIndex) => ({ ...plan, trialIndex }));
}

const isAmong = (trials: readonly TrialName[] | undefined, { target, roundIndex }: TrialPlan): boolean =>
  (trials ?? []).some(({ targetName, roundIndex: index }) => targetName === target.name && index === roundIndex);

/** What records of a later time hold beside the trials. */
function extrasOf(options: ExampleOptions, record: RunRecord): Partial<RunRecord> {
  const { selfTest, setup, levels } = options;
  return {
    ...(selfTest === undefined ? {} : { selfTest: exampleSelfTest(selfTest) }),
    ...(setup === undefined
      ? {}
      : {
          setup: exampleSetup(setup, record.machine.availableCoreCount),
          sentinels: exampleSentinels(record.scenario.roundCount),
        }),
    ...(levels === 'open' ? { capacities: exampleCapacities(record) } : {}),
  };
}

/**
 * A record as a run on two cores would write it, for tests of stats and reports. Pure: the same options give the same
 * record. Waits come from a small simulation (see `example-heavy.ts`), not from a machine: never publish them.
 */
export function exampleRecord(options: ExampleOptions = {}): RunRecord {
  const {
    seed = 42,
    roundCount = 3,
    clientCount = 8,
    heavyPerSecond,
    neighboursPerSecond = 50,
    status = 'complete',
  } = options;
  const targets = options.targets ?? EXAMPLE_TARGETS;
  const scenario = exampleScenario(
    heavyPerSecond === undefined
      ? { kind: 'closed', clientCount }
      : { kind: 'open', arrivalsPerSecond: heavyPerSecond, spacing: 'poisson' },
    neighboursPerSecond,
    roundCount,
    options.levels,
  );
  const plans = trialPlans(options, scenario, seed);
  const isPartial = status === 'partial';
  const record: RunRecord = {
    formatVersion: RECORD_FORMAT_VERSION,
    holdupVersion: '0.1.0',
    command: `holdup bench ${scenario.name} --rounds ${roundCount} --seed ${seed}`,
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
    targets: targets.map(({ name, kind, queue }) => ({
      name,
      kind,
      summary: kind === 'url' ? 'A server at a URL.' : `Example of ${name}.`,
      url: kind === 'url' ? name : null,
      ...(queue === undefined ? {} : { queue }),
    })),
    calibration: {
      taskName: 'csv-report',
      input: { rowCount: 20_000 },
      durationMs: { mean: EXAMPLE_TASK_MS, p50: 79.8, p25: 79.1, p75: 81.6, min: 78.2, max: 93.4 },
      samplesMs: [78.2, 79.1, 79.8, 81.6, 93.4],
      runCount: 25,
    },
    trials: plans.slice(0, isPartial ? -1 : plans.length).map((plan) =>
      exampleTrial(plan, scenario, {
        neighboursPerSecond,
        hasStamps: options.hasStamps ?? false,
        hasReported: options.hasReported ?? false,
        isVoid: isAmong(options.voidTrials, plan),
        isInvalid: isAmong(options.invalidTrials, plan),
        seed: seed + 1 + plan.trialIndex,
      }),
    ),
    warnings: [],
  };
  return { ...record, ...extrasOf(options, record) };
}
