import type { Strip } from './charts/timeline-strips.ts';
import { type Stall, stallsOf } from './charts/stalls.ts';

/** One stretch of a strip, as wide as the others. */
export type Beat =
  /** Nobody who waited for an answer was due in it. */
  | { readonly kind: 'none' }
  /** The longest wait of those due in it, and of the stalls that begin in it. */
  | { readonly kind: 'wait'; readonly waitMs: number }
  /** A stall that began earlier lasts for at least half of it. */
  | { readonly kind: 'stall' };

export interface Heartbeat {
  /** In time. */
  readonly beats: readonly Beat[];
  /** null where it is shorter than a beat. */
  readonly longest: LongestStall | null;
}

interface LongestStall {
  /** Its beats of kind stall: from here up to, not including, `toIndex`. */
  readonly fromIndex: number;
  readonly toIndex: number;
  /** Nobody due in it was answered before it was nearly over. Of several processes one may stall while others answer. */
  readonly isSilent: boolean;
}

const NEARLY_ALL = 0.9;
const NONE: Beat = { kind: 'none' };
const HELD_UP: Beat = { kind: 'stall' };

const longestOf = (stalls: readonly Stall[]): Stall | undefined =>
  stalls.reduce<Stall | undefined>(
    (top, stall) => (top === undefined || stall.waitMs > top.waitMs ? stall : top),
    undefined,
  );

/**
 * A strip in few characters. However many requests share a beat, the longest wait among them is told.
 *
 * @param endMs where the last beat ends, since the trial's start
 */
export function heartbeatOf({ points }: Strip, endMs: number, beatCount: number): Heartbeat {
  const beatMs = endMs / beatCount;
  const indexOf = (atMs: number): number => Math.min(beatCount - 1, Math.max(0, Math.floor(atMs / beatMs)));
  const waitsMs = Array.from({ length: beatCount }, () => -1);
  const raise = (index: number, waitMs: number): void => {
    waitsMs[index] = Math.max(waitsMs[index] ?? -1, waitMs);
  };
  for (const [second, waitMs] of points) raise(indexOf(second * 1_000), waitMs);
  const stalls = stallsOf(points);
  const begun = new Set<number>();
  for (const { fromMs, waitMs } of stalls) {
    raise(indexOf(fromMs), waitMs);
    begun.add(indexOf(fromMs));
  }
  const beats = waitsMs.map((waitMs): Beat => (waitMs < 0 ? NONE : { kind: 'wait', waitMs }));
  for (const { fromMs, toMs } of stalls)
    for (let index = indexOf(fromMs) + 1; index < beatCount && toMs - index * beatMs >= beatMs / 2; index += 1)
      if (!begun.has(index)) beats[index] = HELD_UP;
  return { beats, longest: runAfter(beats, longestOf(stalls), indexOf, points) };
}

function runAfter(
  beats: readonly Beat[],
  stall: Stall | undefined,
  indexOf: (atMs: number) => number,
  points: Strip['points'],
): LongestStall | null {
  if (stall === undefined) return null;
  const fromIndex = indexOf(stall.fromMs) + 1;
  let toIndex = fromIndex;
  while (beats[toIndex]?.kind === 'stall') toIndex += 1;
  const nearlyOverMs = stall.fromMs + NEARLY_ALL * stall.waitMs;
  const isSilent = points.every(([second, waitMs]) => {
    const dueMs = second * 1_000;
    return dueMs < stall.fromMs || dueMs >= nearlyOverMs || dueMs + waitMs >= nearlyOverMs;
  });
  return toIndex === fromIndex ? null : { fromIndex, toIndex, isSilent };
}
