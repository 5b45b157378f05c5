import type { JobState, Outcome } from '../../stats/record.ts';
import type { JobSample, Sample } from './sample-columns.ts';
import type { Stamps } from './stamps.ts';

/**
 * The requests of all streams of an open plan in the order in which they are due, one entry each. Made before the first
 * is sent, so that nothing grows while requests are under way. Times count from trial start, NaN: not yet, or never.
 */
export interface RequestLog {
  readonly count: number;
  readonly dueAtMs: Float64Array;
  readonly streamIndexes: Uint16Array;
  readonly sentAtMs: Float64Array;
  readonly connectedAtMs: Float64Array;
  readonly endedAtMs: Float64Array;
  readonly outcomes: (Outcome | null)[];
  readonly stamps: (Stamps | null)[];
  /** When its 202 was in hand. */
  readonly acceptedAtMs: Float64Array;
  /** What the server last said of its job, and when. */
  readonly jobStates: (JobState | null)[];
  readonly toldAtMs: Float64Array;
}

/** @param schedules when the requests of each stream are due */
export function openRequestLog(schedules: readonly (readonly number[])[]): RequestLog {
  const arrivals = schedules
    .flatMap((dueAtMs, streamIndex) => dueAtMs.map((ms) => ({ ms, streamIndex })))
    .sort((one, other) => one.ms - other.ms);
  const count = arrivals.length;
  const never = (): Float64Array => new Float64Array(count).fill(Number.NaN);
  return {
    count,
    dueAtMs: Float64Array.from(arrivals, ({ ms }) => ms),
    streamIndexes: Uint16Array.from(arrivals, ({ streamIndex }) => streamIndex),
    sentAtMs: never(),
    connectedAtMs: never(),
    endedAtMs: never(),
    outcomes: Array.from({ length: count }, () => null),
    stamps: Array.from({ length: count }, () => null),
    acceptedAtMs: never(),
    jobStates: Array.from({ length: count }, () => null),
    toldAtMs: never(),
  };
}

const orNull = (ms: number | undefined): number | null => (ms === undefined || Number.isNaN(ms) ? null : ms);

function jobAt({ acceptedAtMs, jobStates, toldAtMs }: RequestLog, index: number): JobSample | null {
  const accepted = orNull(acceptedAtMs[index]);
  if (accepted === null) return null;
  return { acceptedAtMs: accepted, state: jobStates[index] ?? 'unknown', toldAtMs: orNull(toldAtMs[index]) };
}

/** The requests of one stream that have an outcome. */
export function samplesOf(log: RequestLog, streamIndex: number): Sample[] {
  const samples: Sample[] = [];
  for (let index = 0; index < log.count; index += 1) {
    const outcome = log.outcomes[index] ?? null;
    if (outcome === null || log.streamIndexes[index] !== streamIndex) continue;
    const dueAtMs = log.dueAtMs[index] ?? 0;
    samples.push({
      dueAtMs,
      sentAtMs: log.sentAtMs[index] ?? 0,
      latencyMs: (log.endedAtMs[index] ?? 0) - dueAtMs,
      outcome,
      connectedAtMs: orNull(log.connectedAtMs[index]),
      stamps: log.stamps[index] ?? null,
      job: jobAt(log, index),
    });
  }
  return samples;
}
