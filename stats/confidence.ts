import { countAtMost, median, percentile, percentileRank } from './percentile.ts';
import type { Estimate } from './record.ts';
import { type Random, randomIndex, seededRandom } from './seeded-random.ts';
import { type WaitSamples, mergeSorted } from './wait-samples.ts';

/** Below this many rounds there is next to nothing to resample. */
const MIN_ROUNDS = 3;

const CONFIDENCE_SHARE = 0.95;
const RESAMPLE_COUNT = 400; // enough for two digits of a 95 % interval, and 12 streams still take milliseconds

/** How often each round was drawn when as many rounds as there are were drawn with replacement. */
function drawWeights(roundCount: number, random: Random): number[] {
  const weights = Array.from({ length: roundCount }, () => 0);
  for (let draw = 0; draw < roundCount; draw += 1) {
    const round = randomIndex(random, roundCount);
    weights[round] = (weights[round] ?? 0) + 1;
  }
  return weights;
}

/**
 * The percentile of the union of all rounds, each repeated `weights[round]` times, without building the union.
 *
 * @param sortedRounds each ascending
 * @param sortedAll the samples of all rounds, ascending; not empty
 */
export function weightedPercentile(
  sortedRounds: readonly Float64Array[],
  sortedAll: Float64Array,
  weights: readonly number[],
  share: number,
): number {
  const countUpTo = (limit: number): number =>
    sortedRounds.reduce((sum, round, index) => sum + (weights[index] ?? 0) * countAtMost(round, limit), 0);
  const rank = percentileRank(countUpTo(Infinity), share);
  let low = 0;
  let high = sortedAll.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (countUpTo(sortedAll[middle] ?? Infinity) >= rank) high = middle;
    else low = middle + 1;
  }
  return sortedAll[low] ?? Number.NaN;
}

/** Middle 95 % of what the resamples gave, widened to hold the value itself where chance left it outside. */
function intervalOf(value: number, resampled: readonly number[]): Estimate {
  const sorted = resampled.toSorted((a, b) => a - b);
  const tailShare = (1 - CONFIDENCE_SHARE) / 2;
  return {
    value,
    low: Math.min(value, percentile(sorted, tailShare)),
    high: Math.max(value, percentile(sorted, 1 - tailShare)),
    confidenceShare: CONFIDENCE_SHARE,
  };
}

/**
 * The pooled percentile and its 95 % interval. The unit is the round, not the request: requests of one round share
 * their server process, its memory layout and the machine's mood, so whole rounds are resampled. Unanswered requests
 * stand at their lower bound.
 *
 * @param rounds one entry per valid round
 * @returns null below MIN_ROUNDS rounds
 * @see Davison and Hinkley (1997), Bootstrap Methods and their Application, 2.4 and 3.8
 */
export function percentileEstimate(rounds: readonly WaitSamples[], share: number, seed: number): Estimate | null {
  // A round without samples, say one where every request was refused, has no wait to add.
  const sortedRounds = rounds.map(({ sortedMs }) => sortedMs).filter((sorted) => sorted.length > 0);
  if (sortedRounds.length < MIN_ROUNDS) return null;
  const sortedAll = mergeSorted(sortedRounds);
  const random = seededRandom(seed);
  const resampled = Array.from({ length: RESAMPLE_COUNT }, () =>
    weightedPercentile(sortedRounds, sortedAll, drawWeights(sortedRounds.length, random), share),
  );
  return intervalOf(percentile(sortedAll, share), resampled);
}

/**
 * The median over rounds and its 95 % interval. Below MIN_ROUNDS rounds `low` and `high` are the smallest and the
 * largest round and `confidenceShare` is 0: a range that was seen, not an interval that promises anything.
 *
 * @param perRound one value per round, not empty
 * @throws {RangeError} when `perRound` is empty
 */
export function medianEstimate(perRound: readonly number[], seed: number): Estimate {
  const value = median(perRound);
  if (perRound.length < MIN_ROUNDS)
    return { value, low: Math.min(...perRound), high: Math.max(...perRound), confidenceShare: 0 };
  const random = seededRandom(seed);
  const resampled = Array.from({ length: RESAMPLE_COUNT }, () =>
    median(perRound.map(() => perRound[randomIndex(random, perRound.length)] ?? value)),
  );
  return intervalOf(value, resampled);
}
