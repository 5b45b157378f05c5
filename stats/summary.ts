import { isHeavy, phasesOf } from './phases.ts';
import type { Estimate, Outcome, RecordedTarget, RunRecord, Warning } from './record.ts';
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
  /** Answered right, per second of the load phase (closed loops: after the first N x D of ramp). Interval over rounds where there are 3. */
  readonly donePerSecond: Estimate;
  /** Of all requests due in the load phase, ramp and last stretch included. A closed loop always ends with some unfinished. */
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Share (0..1) of the samples that waited longer than STALL_MS; refused, failed and wrong ones are no samples. */
  readonly stalledShare: number;
  /** How late our own sender was: sent minus due, 99th percentile and worst. null for closed loops. */
  readonly latenessMs: { readonly p99: number; readonly max: number } | null;
  readonly rounds: readonly RoundSummary[];
}

export interface VoidTrial {
  readonly roundIndex: number;
  readonly code: string;
  readonly message: string;
}

/** Everything about one target. `streams` is empty when no trial was valid. */
export interface TargetSummary {
  readonly targetName: string;
  readonly kind: 'strategy' | 'url';
  readonly validTrialCount: number;
  readonly voidTrials: readonly VoidTrial[];
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

export interface Summary {
  /** In the order of the record's targets. */
  readonly targets: readonly TargetSummary[];
  /** D in ms, null when no task was calibrated. */
  readonly taskMs: number | null;
  /** Heavy tasks per second that the cores could give at best: available cores / D. null without D. */
  readonly limitPerSecond: number | null;
  /** The record's own warnings and those that the numbers raise. */
  readonly warnings: readonly Warning[];
  /** First line of every report: who kept the neighbours waiting, and by how much. */
  readonly verdict: string;
}

export { STALL_MS } from './wait-samples.ts';

function summarizeTarget(record: RunRecord, { name, kind }: RecordedTarget): TargetSummary {
  const { scenario, calibration, seed } = record;
  const trials = record.trials.filter(({ targetName }) => targetName === name);
  const validTrials = trials.filter(({ status }) => status === 'valid');
  const phases = phasesOf(scenario);
  const streams = scenario.streams.flatMap((stream) => {
    const rounds = validTrials.flatMap((trial) =>
      trial.streams
        .filter(({ streamName }) => streamName === stream.name)
        .map((samples) => ({ roundIndex: trial.roundIndex, samples })),
    );
    return rounds.length === 0 ? [] : [summarizeStream(stream, rounds, { phases, calibration, seed })];
  });
  const heavyNames = new Set(scenario.streams.filter(isHeavy).map((stream) => stream.name));
  return {
    targetName: name,
    kind,
    validTrialCount: validTrials.length,
    voidTrials: trials
      .filter(({ status }) => status === 'void')
      .map(({ roundIndex, voidReason }) => ({
        roundIndex,
        code: voidReason?.code ?? 'ERR_INTERNAL',
        message: voidReason?.message ?? 'The record does not say why.',
      })),
    streams,
    cpuMsPerTask: cpuMsPerTask(validTrials, heavyNames, phases.load),
    rssBytesMax: rssBytesMax(validTrials),
    loopDelayMsMax: loopDelayMsMax(validTrials, phases.load),
    senderCpuShareMax: senderCpuShareMax(validTrials, phases.load),
  };
}

/** Pure: the same record always gives the same summary. Only valid trials count; void ones are listed with their reason. */
export function summarize(record: RunRecord): Summary {
  const targets = record.targets.map((target) => summarizeTarget(record, target));
  const taskMs = record.calibration?.durationMs.mean ?? null;
  return {
    targets,
    taskMs,
    limitPerSecond: taskMs === null || taskMs === 0 ? null : (record.machine.availableCoreCount * 1_000) / taskMs,
    warnings: [...record.warnings, ...warningsOf(record, targets)],
    verdict: verdictOf(record, targets),
  };
}
