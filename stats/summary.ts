import { type Aftermath, aftermathOf } from './aftermath.ts';
import type { Backlog } from './backlog.ts';
import type { Breakdown } from './breakdown.ts';
import { type Comparison, comparisonsOf } from './compare/compare.ts';
import { applyGates } from './gates/gate-summary.ts';
import type { GateName, GateResult } from './gates/gates.ts';
import type { JobSummary } from './jobs.ts';
import { ledgerOf } from './ledger.ts';
import { type LevelView, levelViews, shownLevelIndex } from './levels.ts';
import { isBurst } from './loads.ts';
import { closedTurnMs, heavyNamesOf, phasesOf } from './phases.ts';
import { type Prediction, predictionsOf } from './prediction.ts';
import type { Estimate, Outcome, RecordedTarget, RunRecord, Trial, Warning } from './record.ts';
import { cpuMsPerTask, loopDelayMsMax, rssBytesMax, senderCpuShareMax } from './resources.ts';
import { summarizeStream } from './stream-summary.ts';
import { verdictOf } from './verdict.ts';
import { warningsOf } from './warnings.ts';

/** A percentile of waits. `isAtLeast`: it falls among requests that never got an answer, so the truth is this or more. */
export interface Wait {
  readonly valueMs: number;
  readonly isAtLeast: boolean;
}

/** null where too few samples lie beyond the percentile to say anything (see `percentile.ts`). */
export interface Waits {
  readonly p50: Wait | null;
  readonly p90: Wait | null;
  readonly p99: Wait | null;
  readonly max: Wait | null;
}

export interface RoundSummary {
  readonly roundIndex: number;
  readonly waitMs: Waits;
  readonly donePerSecond: number;
}

/** One stream at one target, all valid rounds together, requests due in the load phase only. */
export interface StreamSummary {
  readonly streamName: string;
  /**
   * Requests behind `waitMs`: the right answers and those that never came. Of a closed loop neither the ramp nor the
   * last stretch, whose requests had no time to be answered (see `stream-summary.ts`).
   */
  readonly sampleCount: number;
  /** Percentiles of the merged samples of all rounds; never an average of percentiles. */
  readonly waitMs: Waits;
  /** Interval of the pooled p50, p90 and p99 from resampling whole rounds; null below 3 rounds or where the percentile is null. */
  readonly intervals: { readonly p50: Estimate | null; readonly p90: Estimate | null; readonly p99: Estimate | null };
  /** The same stream in the quiet phase: what the wait is when nobody does heavy work. All null for the heavy stream. */
  readonly quietWaitMs: Waits;
  /** Mean of the same samples, censored ones at their lower bound; null without any. Never of a growing backlog. */
  readonly meanMs: Wait | null;
  /** Where arrivals outran completions, `waitMs`, `meanMs` and `intervals` are null and this says how fast. null for closed loops, and for loads too short to tell. */
  readonly backlog: Backlog | null;
  /** From server-side stamps; null where the server sends none. */
  readonly breakdown: Breakdown | null;
  /** Mean of what the database took to read and to write for a right answer; null where the server does not say. */
  readonly databaseMs: number | null;
  /** Of a target that answers 202 and keeps the output for later; null of others. */
  readonly jobs: JobSummary | null;
  /** Requests that are in no wait because they were turned away, by outcome, with their own latencies. */
  readonly otherWaits: readonly OutcomeWaits[];
  /** Answered right, per second of the load phase (closed loops: after the first N x D of ramp). Interval over rounds where there are 3. */
  readonly donePerSecond: Estimate;
  /** Of all requests due in the load phase, ramp and last stretch included. A closed loop always ends with some unfinished. */
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Share (0..1) of the samples that waited longer than STALL_MS; refused, failed, wrong and lost ones are no samples. */
  readonly stalledShare: number;
  /** How late our own sender was: sent minus due, 99th percentile and worst. null for closed loops. */
  readonly latenessMs: { readonly p99: number; readonly max: number } | null;
  readonly rounds: readonly RoundSummary[];
}

/** Latencies of the requests of one outcome: refused, failed, wrong or lost. */
export interface OutcomeWaits {
  readonly outcome: Outcome;
  readonly count: number;
  readonly p50Ms: number;
  readonly maxMs: number;
}

/** A trial that ran to its end and failed a gate. */
export interface InvalidTrial {
  readonly roundIndex: number;
  readonly failures: readonly GateResult[];
}

/** One gate over all trials of a target: how many failed it, and the worst that was measured. */
export interface GateSummary {
  readonly gate: GateName;
  readonly failedCount: number;
  readonly trialCount: number;
  /** null where no trial had anything to measure it by. */
  readonly worst: number | null;
  readonly limit: number;
}

/** accepted = done + failed + cancelled + lost, over the load phases of the trials that count. */
export interface Ledger {
  readonly askedCount: number;
  readonly refusedCount: number;
  readonly acceptedCount: number;
  readonly doneCount: number;
  /** Answered wrong or with an error. */
  readonly failedCount: number;
  /** Given up by our side: timed out, left, or unfinished at the end. */
  readonly cancelledCount: number;
  /** Of the cancelled: those whose client left when its patience was over. */
  readonly leftCount: number;
  /** The connection broke, or the server lost a job that it had accepted. */
  readonly lostCount: number;
  readonly isBalanced: boolean;
}

export interface VoidTrial {
  readonly roundIndex: number;
  readonly code: string;
  readonly message: string;
}

/**
 * Everything about one target. `streams` is empty unless `status` is measured.
 *
 * `invalid`: more than a third of its trials failed a gate (leaving out more would be choosing). `void`: no trial was valid.
 */
export interface TargetSummary {
  readonly targetName: string;
  readonly kind: 'strategy' | 'url';
  readonly status: 'measured' | 'invalid' | 'void';
  /** Trials that count: neither void nor invalid. 0 unless `status` is measured. */
  readonly validTrialCount: number;
  readonly voidTrials: readonly VoidTrial[];
  readonly invalidTrials: readonly InvalidTrial[];
  readonly gates: readonly GateSummary[];
  readonly ledger: Ledger;
  /** Beside what was measured, what theory gives; empty for servers whose queue is not known. */
  readonly predictions: readonly Prediction[];
  /** Where heavy work comes in a burst: how long until all was as before. null for loads that go on, and without a valid trial. */
  readonly aftermath: Aftermath | null;
  readonly streams: readonly StreamSummary[];
  /** CPU of all server processes in the load phase per heavy task done; null without telemetry or heavy load. */
  readonly cpuMsPerTask: number | null;
  /** Largest sum of resident memory over the server's processes; null without telemetry. */
  readonly rssBytesMax: number | null;
  /** Worst loop delay that the server's own main threads reported in the load phase; null without telemetry. */
  readonly loopDelayMsMax: number | null;
  /** Share of one core that the heavy sender and the neighbour sender each used in the load phase, the largest of all trials; null without telemetry. */
  readonly senderCpuShareMax: number | null;
}

/** One load of the heavy streams. A scenario without levels has one, called ''. */
export interface LevelSummary {
  readonly name: string;
  /** As if this level had been all that was run: its loads in the scenario, its trials alone. */
  readonly record: RunRecord;
  readonly targets: readonly TargetSummary[];
  /** Each target against the first. */
  readonly comparisons: readonly Comparison[];
}

/** Whether the instrument itself was right before the run. */
export interface Trust {
  /** `unknown`: the record has no self-test. */
  readonly state: 'trusted' | 'not-trusted' | 'unknown';
  /** Why not, in sentences. */
  readonly reasons: readonly string[];
}

export interface Summary {
  /** Of the level that charts show: `levels[shownLevelIndex]`. In the order of the record's targets. */
  readonly targets: readonly TargetSummary[];
  readonly levels: readonly LevelSummary[];
  readonly shownLevelIndex: number;
  readonly comparisons: readonly Comparison[];
  readonly trust: Trust;
  /** D in ms, null when no task was calibrated. */
  readonly taskMs: number | null;
  /** The record's own warnings and those that the numbers raise. */
  readonly warnings: readonly Warning[];
  /** First line of every report: who kept the neighbours waiting, and by how much. */
  readonly verdict: string;
}

export { STALL_MS } from './wait-samples.ts';

function voidTrialsOf(trials: readonly Trial[]): VoidTrial[] {
  return trials
    .filter(({ status }) => status === 'void')
    .map(({ roundIndex, voidReason }) => ({
      roundIndex,
      code: voidReason?.code ?? 'ERR_INTERNAL',
      message: voidReason?.message ?? 'The record does not say why.',
    }));
}

/** @param record of one level */
function summarizeTarget(record: RunRecord, target: RecordedTarget): TargetSummary {
  const { scenario, calibration, seed } = record;
  const trials = record.trials.filter(({ targetName }) => targetName === target.name);
  const { status, counted, invalidTrials, gates } = applyGates(record, trials);
  const phases = phasesOf(scenario);
  const turnMs = closedTurnMs(scenario, calibration);
  const settings = { phases, calibration, seed, turnMs, isBurst: isBurst(scenario) };
  const streams = scenario.streams.flatMap((stream) => {
    const rounds = counted.flatMap((trial) =>
      trial.streams
        .filter(({ streamName }) => streamName === stream.name)
        .map((samples) => ({ roundIndex: trial.roundIndex, samples })),
    );
    return rounds.length === 0 ? [] : [summarizeStream(stream, rounds, settings)];
  });
  const cpuMs = cpuMsPerTask(counted, heavyNamesOf(scenario), phases.load);
  return {
    targetName: target.name,
    kind: target.kind,
    status,
    validTrialCount: counted.length,
    voidTrials: voidTrialsOf(trials),
    invalidTrials,
    gates,
    ledger: ledgerOf(scenario, counted),
    aftermath: aftermathOf(record, counted),
    predictions: predictionsOf(record, target, { streams, trials: counted, cpuMsPerTask: cpuMs }),
    streams,
    cpuMsPerTask: cpuMs,
    rssBytesMax: rssBytesMax(counted),
    loopDelayMsMax: loopDelayMsMax(counted, phases.load),
    senderCpuShareMax: senderCpuShareMax(counted, phases.load),
  };
}

function summarizeLevel({ name, record }: LevelView): LevelSummary {
  const targets = record.targets.map((target) => summarizeTarget(record, target));
  return { name, record, targets, comparisons: comparisonsOf(record, targets) };
}

function trustOf({ selfTest }: RunRecord): Trust {
  if (selfTest === undefined) return { state: 'unknown', reasons: [] };
  return { state: selfTest.isPassed ? 'trusted' : 'not-trusted', reasons: selfTest.diagnosis };
}

/** Pure: the same record always gives the same summary. Only trials that pass every gate count; the others are listed with their reasons. */
export function summarize(record: RunRecord): Summary {
  const levels = levelViews(record).map(summarizeLevel);
  const shownIndex = shownLevelIndex(levels.length);
  const shown = levels[shownIndex];
  if (shown === undefined) throw new RangeError('Cannot summarize a scenario whose list of levels is empty');
  const taskMs = record.calibration?.durationMs.mean ?? null;
  return {
    targets: shown.targets,
    levels,
    shownLevelIndex: shownIndex,
    comparisons: shown.comparisons,
    trust: trustOf(record),
    taskMs,
    warnings: [...record.warnings, ...warningsOf(record, levels)],
    verdict: verdictOf(record, shown),
  };
}
