import { median } from './percentile.ts';
import type { StreamSamples } from './record.ts';
import type { Wait } from './summary.ts';

/**
 * What waits may exceed their quiet median by, at least: time slices of the scheduler, and nothing that anybody feels. Where
 * senders, server and its workers share the cores they are more, as for the sender's own lateness.
 */
const SLACK_MS = { ownCores: 5, sharedCores: 20 } as const;
/** And the factor that they may: twice the floor is where waits begin to matter throughout holdup. */
const FLOOR_FACTOR = 2;
/** As for any median that is told: ten samples on each side. */
const MIN_QUIET_COUNT = 20;
/** Those next to a neighbour, two on each side. */
const NEARBY_STEPS = [-2, -1, 1, 2] as const;
/** So many of those nearby must have waited too: one or two slow answers are a hiccup of the machine. */
const MIN_ILL_NEARBY = 2;
/** So many must have come after the last ill one, or nobody has seen that neighbours are well again. */
const MIN_WELL_COUNT = 10;

/**
 * Up to which wait a neighbour is well: twice the median of the quiet phase, or 5 ms above it where that is more, 20 ms on
 * shared cores.
 *
 * @param quietMs waits of the quiet phases of all rounds, in any order
 * @returns null where they are fewer than 20
 */
export function wellLimitMs(quietMs: readonly number[], isShared: boolean): number | null {
  if (quietMs.length < MIN_QUIET_COUNT) return null;
  const floorMs = median(quietMs);
  return Math.max(FLOOR_FACTOR * floorMs, floorMs + (isShared ? SLACK_MS.sharedCores : SLACK_MS.ownCores));
}

/**
 * How long after a burst all neighbours who were held up by it had their answers. A neighbour is held up when it waited
 * longer than the limit, or was not served, and so were at least two of the four that came next to it: a running median of
 * five, which drops a hiccup and keeps the edge of a stall (Tukey 1977).
 *
 * @param fromMs when the burst came; neighbours due before are not looked at
 * @returns 0 where nobody was held up; at least so long where an answer never came, or fewer than ten neighbours came after
 * the last one; null where fewer than ten came at all
 */
export function wellAgainMs(
  { dueAtMs, latencyMs, outcomes }: Pick<StreamSamples, 'dueAtMs' | 'latencyMs' | 'outcomes'>,
  fromMs: number,
  limitMs: number,
): Wait | null {
  const comers = dueAtMs
    .map((dueMs, index) => {
      const waitMs = latencyMs[index] ?? 0;
      const isAnswered = outcomes[index] === 'ok';
      return { dueMs, endMs: dueMs + waitMs, isIll: !isAnswered || waitMs > limitMs };
    })
    .filter(({ dueMs }) => dueMs >= fromMs)
    .toSorted((one, other) => one.dueMs - other.dueMs);
  if (comers.length < MIN_WELL_COUNT) return null;
  const heldUp = comers.filter(
    ({ isIll }, index) =>
      isIll && NEARBY_STEPS.filter((step) => comers[index + step]?.isIll === true).length >= MIN_ILL_NEARBY,
  );
  const lastEndMs = heldUp.reduce((lastMs, { endMs }) => Math.max(lastMs, endMs), fromMs);
  const wellCount = comers.filter(({ dueMs }) => dueMs >= lastEndMs).length;
  return { valueMs: lastEndMs - fromMs, isAtLeast: wellCount < MIN_WELL_COUNT };
}
