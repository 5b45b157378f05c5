import { STALL_MS } from '../../stats/summary.ts';
import type { ChartPoint } from '../chart.ts';

/** A span in which neighbours were held up. Times count from the trial's start. */
export interface Stall {
  /** When the first of them was due. */
  readonly fromMs: number;
  /** When all who were due in it had an answer, or the next stall began. */
  readonly toMs: number;
  /** The longest wait of those who were due in it. */
  readonly waitMs: number;
  /** Somebody in it never got an answer: the longest wait is this or more. */
  readonly isAtLeast: boolean;
}

interface OpenStall {
  readonly fromMs: number;
  /** When the first one held up was answered: whoever was due before that is of the same stall. */
  readonly releasedMs: number;
  toMs: number;
  waitMs: number;
  isAtLeast: boolean;
}

/**
 * Every request that waited longer than STALL_MS was due in exactly one stall, `fromMs <= due < toMs`; stalls do not
 * overlap and each is longer than STALL_MS. Answers come in bursts when a loop is free for a moment: who is due after the
 * first of them waits for the next turn, which is another stall, and so a server that never rests has many.
 *
 * @param points seconds and waits in ms, ascending in time, see `Strip`
 * @param unanswered those of the points whose wait is a lower bound
 * @returns ascending in time
 */
export function stallsOf(points: readonly ChartPoint[], unanswered: ReadonlySet<ChartPoint> = new Set()): Stall[] {
  const stalls: OpenStall[] = [];
  for (const point of points) {
    const [second, waitMs] = point;
    if (waitMs <= STALL_MS) continue;
    const fromMs = second * 1_000;
    const toMs = fromMs + waitMs;
    const isAtLeast = unanswered.has(point);
    const last = stalls.at(-1);
    if (last === undefined || fromMs >= last.releasedMs) {
      if (last !== undefined) last.toMs = Math.min(last.toMs, fromMs);
      stalls.push({ fromMs, releasedMs: toMs, toMs, waitMs, isAtLeast });
      continue;
    }
    last.toMs = Math.max(last.toMs, toMs);
    last.waitMs = Math.max(last.waitMs, waitMs);
    last.isAtLeast ||= isAtLeast;
  }
  return stalls.map(({ releasedMs: _, ...stall }) => stall);
}

/**
 * At most `maxCount` stalls that cover the same: where there are more, those that begin in the same stretch of time
 * become one, from the first one's beginning to the last one's end, with the longest wait of all.
 *
 * @param stalls ascending in time
 */
export function thinStalls(stalls: readonly Stall[], maxCount: number): readonly Stall[] {
  const [first, last] = [stalls[0], stalls.at(-1)];
  if (first === undefined || last === undefined || stalls.length <= maxCount) return stalls;
  const stretchMs = (last.fromMs - first.fromMs) / maxCount;
  const thinned: Stall[] = [];
  let stretchIndex = -1;
  for (const stall of stalls) {
    const index = Math.min(maxCount - 1, Math.floor((stall.fromMs - first.fromMs) / stretchMs));
    const merged = thinned.at(-1);
    if (merged === undefined || index !== stretchIndex) thinned.push(stall);
    else
      thinned[thinned.length - 1] = {
        fromMs: merged.fromMs,
        toMs: stall.toMs,
        waitMs: Math.max(merged.waitMs, stall.waitMs),
        isAtLeast: merged.isAtLeast || stall.isAtLeast,
      };
    stretchIndex = index;
  }
  return thinned;
}
