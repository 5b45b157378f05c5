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

const fill = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();

/** @param isCounted by index, which requests to take; of those, the ok and the censored ones */
export function waitSamples(stream: StreamSamples, isCounted: (index: number) => boolean): WaitSamples {
  const answered: number[] = [];
  const censored: number[] = [];
  for (const [index, latencyMs] of stream.latencyMs.entries()) {
    const outcome = stream.outcomes[index];
    if (outcome === undefined || !isCounted(index)) continue;
    if (outcome === 'ok') answered.push(latencyMs);
    else if (CENSORED_OUTCOMES.has(outcome)) censored.push(latencyMs);
  }
  const answeredMs = fill(answered);
  return { sortedMs: mergeSorted([answeredMs, fill(censored)]), answeredMs };
}

/** Two ascending arrays as one. Sorting their union anew takes four times as long. */
function mergeTwo(first: Float64Array, second: Float64Array): Float64Array {
  const merged = new Float64Array(first.length + second.length);
  let firstCount = 0;
  let secondCount = 0;
  while (firstCount < first.length && secondCount < second.length) {
    const one = first[firstCount] ?? Infinity;
    const other = second[secondCount] ?? Infinity;
    merged[firstCount + secondCount] = Math.min(one, other);
    if (one <= other) firstCount += 1;
    else secondCount += 1;
  }
  merged.set(first.subarray(firstCount), firstCount + secondCount);
  merged.set(second.subarray(secondCount), firstCount + secondCount);
  return merged;
}

/**
 * All values of the arrays in one, ascending.
 *
 * @param arrays each ascending; where only one has values it is that one, not a copy
 */
export function mergeSorted(arrays: readonly Float64Array[]): Float64Array {
  const filled = arrays.filter(({ length }) => length > 0);
  const [first = new Float64Array(), second] = filled;
  if (second === undefined) return first;
  if (filled.length === 2) return mergeTwo(first, second);
  const middle = filled.length >> 1;
  return mergeTwo(mergeSorted(filled.slice(0, middle)), mergeSorted(filled.slice(middle)));
}

/** All samples together, as if they had been taken in one round. */
export function mergeSamples(rounds: readonly WaitSamples[]): WaitSamples {
  const answeredMs = mergeSorted(rounds.map((round) => round.answeredMs));
  const isAllAnswered = rounds.every((round) => round.sortedMs.length === round.answeredMs.length);
  return { sortedMs: isAllAnswered ? answeredMs : mergeSorted(rounds.map(({ sortedMs }) => sortedMs)), answeredMs };
}

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
