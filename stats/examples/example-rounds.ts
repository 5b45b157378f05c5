import { type Comparison, type Metric, compareTargets } from '../compare/compare.ts';
import { exampleRecord } from './example-record.ts';
import { phasesOf } from '../phases.ts';
import type { Outcome, RunRecord, StreamSamples, Trial } from '../record.ts';
import { summarizeStream } from '../stream-summary.ts';
import type { LevelSummary, Summary, TargetSummary } from '../summary.ts';

/** One target, round by round. */
export interface ExampleRounds {
  readonly name: string;
  /** Waits of the warm neighbours in the load phase; a wait of TIMEOUT_MS or more was never answered. */
  readonly waitsMs: readonly (readonly number[])[];
  /** Their wait when nobody does heavy work; 1 ms unless it is said. */
  readonly quietMs?: number;
  /** Heavy tasks done in the load phase of each round; 40 unless it is said. */
  readonly doneCounts?: readonly number[];
}

export const TIMEOUT_MS = 10_000;
const QUIET_COUNT = 25;
const DONE_COUNT = 40;

const repeated = (count: number, value: number): number[] => Array.from({ length: count }, () => value);

/** Requests spread evenly over a span. */
function samples(streamName: string, spans: readonly (readonly [number, number, readonly number[]])[]): StreamSamples {
  const rows = spans.flatMap(([startMs, lengthMs, waitsMs]) =>
    waitsMs.map((latencyMs, index) => ({ dueMs: startMs + (index * lengthMs) / waitsMs.length, latencyMs })),
  );
  const outcomeOf = (latencyMs: number): Outcome => (latencyMs >= TIMEOUT_MS ? 'timed-out' : 'ok');
  return {
    streamName,
    dueAtMs: rows.map(({ dueMs }) => dueMs),
    sentAtMs: rows.map(({ dueMs }) => dueMs),
    latencyMs: rows.map(({ latencyMs }) => latencyMs),
    outcomes: rows.map(({ latencyMs }) => outcomeOf(latencyMs)),
    openedBeforeCount: 0,
    openedDuringCount: 0,
  };
}

function summaryOf(record: RunRecord, name: string): TargetSummary {
  const trials = record.trials.filter(({ targetName }) => targetName === name);
  const settings = {
    phases: phasesOf(record.scenario),
    calibration: record.calibration,
    seed: record.seed,
    turnMs: 0,
    isBurst: false,
  };
  return {
    targetName: name,
    kind: 'strategy',
    status: 'measured',
    validTrialCount: trials.length,
    voidTrials: [],
    invalidTrials: [],
    gates: [],
    ledger: {
      askedCount: 0,
      refusedCount: 0,
      acceptedCount: 0,
      doneCount: 0,
      failedCount: 0,
      cancelledCount: 0,
      leftCount: 0,
      lostCount: 0,
      isBalanced: true,
    },
    predictions: [],
    aftermath: null,
    streams: record.scenario.streams.map((stream) =>
      summarizeStream(
        stream,
        trials.flatMap(({ roundIndex, streams }) =>
          streams.filter(({ streamName }) => streamName === stream.name).map((own) => ({ roundIndex, samples: own })),
        ),
        settings,
      ),
    ),
    cpuMsPerTask: null,
    rssBytesMax: null,
    loopDelayMsMax: null,
    senderCpuShareMax: null,
  };
}

const TEMPLATE = exampleRecord({ roundCount: 1 });

/** The one level of a run whose waits a test has chosen, past every gate. */
export function exampleLevel(targets: readonly ExampleRounds[], seed = 42): LevelSummary {
  const example = { ...TEMPLATE, seed, turnMs: 0 };
  const { quietMs, loadMs } = example.scenario;
  // Nothing is asked of a schedule, so that no test of a figure has to mind whether its backlog grows.
  const streams = example.scenario.streams
    .filter(({ name }) => name !== 'neighbour-cold')
    .map((stream) =>
      stream.load.kind === 'open' ? { ...stream, load: { ...stream.load, arrivalsPerSecond: 0 } } : stream,
    );
  const trialOf = (
    { name, waitsMs, quietMs: floorMs = 1, doneCounts = [] }: ExampleRounds,
    roundIndex: number,
  ): Trial => ({
    ...(example.trials[0] as Trial),
    targetName: name,
    roundIndex,
    telemetry: [],
    streams: [
      samples('heavy', [[quietMs, loadMs, repeated(doneCounts[roundIndex] ?? DONE_COUNT, 1)]]),
      samples('neighbour-warm', [
        [0, quietMs, repeated(QUIET_COUNT, floorMs)],
        [quietMs, loadMs, waitsMs[roundIndex] ?? []],
      ]),
    ],
  });
  const record: RunRecord = {
    ...example,
    calibration: null,
    scenario: { ...example.scenario, streams },
    targets: targets.map(({ name }) => ({ name, kind: 'strategy', summary: name, url: null })),
    trials: targets.flatMap((target) => target.waitsMs.map((_, roundIndex) => trialOf(target, roundIndex))),
  };
  return { name: '', record, targets: targets.map(({ name }) => summaryOf(record, name)), comparisons: [] };
}

/** The same as a whole run. */
export function exampleRun(
  targets: readonly ExampleRounds[],
  seed?: number,
): { readonly record: RunRecord; readonly summary: Summary } {
  const level = exampleLevel(targets, seed);
  const summary: Summary = {
    targets: level.targets,
    levels: [level],
    shownLevelIndex: 0,
    comparisons: [],
    trust: { state: 'unknown', reasons: [] },
    taskMs: null,
    warnings: [],
    verdict: '',
  };
  return { record: level.record, summary };
}

/** A target that needs no name. */
export type Rounds = Omit<ExampleRounds, 'name'>;

/** Each figure of a target called b against the same of one called a, where they have it. */
export function compareRounds(target: Rounds, reference: Rounds, metrics: readonly Metric[]): Comparison[] {
  const { record, targets } = exampleLevel([
    { name: 'a', ...reference },
    { name: 'b', ...target },
  ]);
  const [a, b] = targets;
  if (a === undefined || b === undefined) throw new RangeError('Cannot compare without two targets');
  return metrics.flatMap(
    (metric) => compareTargets(record, b, a, metric, metric === 'donePerSecond' ? 'heavy' : 'neighbour-warm') ?? [],
  );
}

export function compareOne(target: Rounds, reference: Rounds, metric: Metric): Comparison {
  const [comparison] = compareRounds(target, reference, [metric]);
  if (comparison === undefined) throw new RangeError('Cannot compare what has no figure');
  return comparison;
}
