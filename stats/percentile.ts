/** A percentile is told only when at least this many samples lie beyond it: fewer, and it is the luck of a few requests. */
export const MIN_SAMPLES_BEYOND = 10;

/** 1 - 0.99 is a hair over 0.01 in floating point; without slack 1000 samples would not do for a p99. */
const SLACK = 1e-9;

/** 1-based place of the percentile among `count` samples in ascending order. */
export const percentileRank = (count: number, share: number): number => Math.max(1, Math.ceil(share * count - SLACK));

/**
 * The smallest sample that at least `share` of the samples do not exceed.
 *
 * @param sorted ascending, not empty; any unit, and the result has the same one
 * @param share 0..1
 * @throws {RangeError} when `sorted` is empty
 * @see Hyndman and Fan (1996), definition 1
 */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const value = sorted[percentileRank(sorted.length, share) - 1];
  if (value === undefined) throw new RangeError('Cannot take a percentile of no samples');
  return value;
}

/** How many samples it takes before a percentile is told: 20 for the median, 100 for p90, 1000 for p99. */
export const samplesNeeded = (share: number): number => Math.ceil(MIN_SAMPLES_BEYOND / (1 - share) - SLACK);

/** How many of the samples are `limit` or less. */
export function countAtMost(sorted: ArrayLike<number>, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? Infinity) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The middle value, or halfway between the two middle ones. For the few rounds of a run, not for samples.
 *
 * @throws {RangeError} when `values` is empty
 */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  if (upper === undefined || lower === undefined) throw new RangeError('Cannot take a median of no values');
  return (lower + upper) / 2;
}
