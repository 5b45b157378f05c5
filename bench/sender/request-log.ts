import type { Outcome } from '../../stats/record.ts';
import type { Sample } from './sample-columns.ts';
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
  };
}

/** The requests of one stream that have an outcome. */
export function samplesOf(log: RequestLog, streamIndex: number): Sample[] {
  const samples: Sample[] = [];
  for (let index = 0; index < log.count; index += 1) {
    const outcome = log.outcomes[index] ?? null;
    if (outcome === null || log.streamIndexes[index] !== streamIndex) continue;
    const dueAtMs = log.dueAtMs[index] ?? 0;
    const connectedAtMs = log.connectedAtMs[index] ?? Number.NaN;
    samples.push({
      dueAtMs,
      sentAtMs: log.sentAtMs[index] ?? 0,
      latencyMs: (log.endedAtMs[index] ?? 0) - dueAtMs,
      outcome,
      connectedAtMs: Number.isNaN(connectedAtMs) ? null : connectedAtMs,
      stamps: log.stamps[index] ?? null,
    });
  }
  return samples;
}
