import { countAtMost, percentile, percentileRank, samplesNeeded } from './percentile.ts';
import { CENSORED_OUTCOMES, type StreamSamples } from './record.ts';
import type { Wait, Waits } from './summary.ts';

/**
 * Waits of requests that were served, and of those that gave up waiting: of the latter (censored) only a lower bound
 * is known. Requests that were refused, failed or answered wrong are in neither: nobody waited for what they got.
 */
export interface WaitSamples {
  /** All, ascending; the censored ones at their lower bound. */
  readonly sortedMs: Float64Array;
  /** The answered ones alone, ascending. */
  readonly answeredMs: Float64Array;
}

/** What is said of the waits of a backlog that grows: they would only tell how long the run was. */
export const NO_WAITS: Waits = { p50: null, p90: null, p99: null, max: null };

/** @param isCounted by index, which requests to take; of those, the ok and the censored ones */
export function waitSamples(stream: StreamSamples, isCounted: (index: number) => boolean): WaitSamples {
  const allMs: number[] = [];
  const answeredMs: number[] = [];
  for (const [index, latencyMs] of stream.latencyMs.entries()) {
    const outcome = stream.outcomes[index];
    if (outcome === undefined || !isCounted(index)) continue;
    if (outcome === 'ok') answeredMs.push(latencyMs);
    if (outcome === 'ok' || CENSORED_OUTCOMES.has(outcome)) allMs.push(latencyMs);
  }
  return { sortedMs: Float64Array.from(allMs).sort(), answeredMs: Float64Array.from(answeredMs).sort() };
}

/** All values of the arrays in one, ascending. */
export function mergeSorted(arrays: readonly Float64Array[]): Float64Array {
  const merged = new Float64Array(arrays.reduce((count, array) => count + array.length, 0));
  let offset = 0;
  for (const array of arrays) {
    merged.set(array, offset);
    offset += array.length;
  }
  return merged.sort();
}

/** All samples together, as if they had been taken in one round. */
export const mergeSamples = (rounds: readonly WaitSamples[]): WaitSamples => ({
  sortedMs: mergeSorted(rounds.map(({ sortedMs }) => sortedMs)),
  answeredMs: mergeSorted(rounds.map(({ answeredMs }) => answeredMs)),
});

/**
 * The percentile with every censored sample at its lower bound. The truth lies between that and the percentile with
 * every censored sample at infinity; where the two differ, the wait is "at least" the former.
 *
 * @returns null when there are too few samples to tell (see `samplesNeeded`)
 */
export function waitAt({ sortedMs, answeredMs }: WaitSamples, share: number): Wait | null {
  if (sortedMs.length < samplesNeeded(share)) return null;
  return boundedWait(sortedMs, answeredMs, share);
}

/** The longest wait, told however few the samples are; "at least" as soon as anybody was never answered. */
const longestWait = ({ sortedMs, answeredMs }: WaitSamples): Wait | null =>
  sortedMs.length === 0 ? null : boundedWait(sortedMs, answeredMs, 1);

/** The mean, "at least" as soon as anybody was never answered; null without samples. */
export function meanWait({ sortedMs, answeredMs }: WaitSamples): Wait | null {
  if (sortedMs.length === 0) return null;
  const sumMs = sortedMs.reduce((sum, ms) => sum + ms, 0);
  return { valueMs: sumMs / sortedMs.length, isAtLeast: answeredMs.length < sortedMs.length };
}

function boundedWait(sortedMs: Float64Array, answeredMs: Float64Array, share: number): Wait {
  const valueMs = percentile(sortedMs, share);
  // With the censored ones at infinity, the answered ones keep their places.
  const highest = answeredMs[percentileRank(sortedMs.length, share) - 1];
  return { valueMs, isAtLeast: highest !== valueMs };
}

export const waitsOf = (samples: WaitSamples): Waits => ({
  p50: waitAt(samples, 0.5),
  p90: waitAt(samples, 0.9),
  p99: waitAt(samples, 0.99),
  max: longestWait(samples),
});

/**
 * A request that waited longer than this was stalled. 50 ms is half of the 100 ms that people take for "at once"
 * (Miller 1968, Card et al. 1991): past it the server alone has used up the share that network and browser need. It is
 * also what browsers call a long task.
 */
export const STALL_MS = 50;

/**
 * Share (0..1) of the samples that waited longer than STALL_MS; 0 without samples. A censored sample counts once its
 * lower bound is above the limit, so where requests went unanswered the share may be too small, never too large.
 */
export function stalledShare({ sortedMs }: WaitSamples): number {
  return sortedMs.length === 0 ? 0 : 1 - countAtMost(sortedMs, STALL_MS) / sortedMs.length;
}
