import type { Beat } from './wire.ts';

/** Runs in the page and in Node. A neighbour who waits longer than this was held up, not merely unlucky. */
export const LATE_MS = 50;

/** A time in which neighbours had no answer. */
export interface Stall {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * From when the first of them was due to when the last had its answer, for neighbours whose waits overlap. As short as
 * the truth by up to the time between two neighbours, never longer but for the way of the last answer.
 *
 * @param beats in any order
 */
export function stallsOf(beats: readonly Beat[]): Stall[] {
  const late = beats
    .flatMap(({ dueAtMs, waitMs }) =>
      waitMs === null || waitMs <= LATE_MS ? [] : [{ fromMs: dueAtMs, toMs: dueAtMs + waitMs }],
    )
    .toSorted((a, b) => a.fromMs - b.fromMs);
  const stalls: Stall[] = [];
  for (const { fromMs, toMs } of late) {
    const last = stalls.at(-1);
    if (last === undefined || fromMs > last.toMs) stalls.push({ fromMs, toMs });
    else stalls[stalls.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, toMs) };
  }
  return stalls;
}

/** The longest wait of any neighbour, and of those that were held up together. 0 without beats. */
export function longestSilenceMs(beats: readonly Beat[]): number {
  const waits = beats.map(({ waitMs }) => waitMs ?? 0);
  const stalls = stallsOf(beats).map(({ fromMs, toMs }) => toMs - fromMs);
  return Math.max(0, ...waits, ...stalls);
}

/** 0..1 of those that were answered; 0 without any. */
export function lateShare(beats: readonly Beat[]): number {
  const answered = beats.filter(({ waitMs }) => waitMs !== null);
  if (answered.length === 0) return 0;
  return answered.filter(({ waitMs }) => (waitMs ?? 0) > LATE_MS).length / answered.length;
}
