import { countAtMost, median, percentile, percentileRank } from './percentile.ts';
import type { Estimate } from './record.ts';
import { type Random, randomIndex, seededRandom } from './seeded-random.ts';
import { type WaitSamples, mergeSorted } from './wait-samples.ts';

/** Below this many rounds there is next to nothing to resample. */
const MIN_ROUNDS = 3;

const CONFIDENCE_SHARE = 0.95;
const RESAMPLE_COUNT = 400; // enough for two digits of a 95 % interval, and 12 streams still take milliseconds

/** How often each round was drawn. */
export type Weights = readonly number[];

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

/** Any figure of the rounds together, and its 95 % interval from resampling them; null below MIN_ROUNDS rounds. */
export function pooledEstimate(
  roundCount: number,
  figure: (weights: Weights) => number,
  seed: number,
): Estimate | null {
  if (roundCount < MIN_ROUNDS) return null;
  const random = seededRandom(seed);
  const resampled = Array.from({ length: RESAMPLE_COUNT }, () => figure(drawWeights(roundCount, random)));
  return intervalOf(figure(everyRound(roundCount)), resampled);
}

const everyRound = (roundCount: number): Weights => Array.from({ length: roundCount }, () => 1);

/** The median of the values, each as often as its round was drawn; sorts them once for all draws. */
export function weightedMedian(values: readonly number[]): (weights: Weights) => number {
  const order = [...values.keys()].toSorted((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  return (weights) => {
    const drawCount = weights.reduce((sum, weight) => sum + weight, 0);
    const valueAt = (rank: number): number => {
      let count = 0;
      return values[order.find((round) => (count += weights[round] ?? 0) > rank) ?? -1] ?? Number.NaN;
    };
    const [lower, upper] = [valueAt((drawCount - 1) >> 1), valueAt(drawCount >> 1)];
    return lower === upper ? lower : (lower + upper) / 2;
  };
}

const CONTRAST_RESAMPLE_COUNT = 999; // 2.5 % of 999 + 1 is whole, so that both tails are of one size

/** Student's t at 0.975 for 2 to 9 degrees of freedom. */
const STUDENT_T = [4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262] as const;
const NORMAL_Z = 1.96;

/** Beyond the table by the Cornish-Fisher expansion, to 0.001. */
const studentT = (degrees: number): number =>
  STUDENT_T[degrees - 2] ?? NORMAL_Z + 2.3724 / degrees + 2.822 / degrees ** 2 + 2.556 / degrees ** 3;

/**
 * A bootstrap of few rounds is too narrow: it divides by n where n - 1 were right, and takes no account of how badly so
 * few rounds tell their own spread. Of 3 equal rounds one in four intervals would claim a difference. Wider by this
 * factor it covers as much as Student's t does: 2.7 for 3 rounds, 1.4 for 6, 1.1 for 20.
 *
 * @see Hesterberg (2015), What Teachers Should Know About the Bootstrap, The American Statistician 69(4), 4.1 and 5.3
 */
const widening = (roundCount: number): number =>
  (Math.sqrt(roundCount / (roundCount - 1)) * studentT(roundCount - 1)) / NORMAL_Z;

export interface ContrastRounds {
  readonly targetCount: number;
  readonly referenceCount: number;
  /** Draws the same rounds at both, as they met the same arrivals in the same minutes. */
  readonly isPaired: boolean;
}

/**
 * How far two targets lie apart, and the 95 % interval of it from resampling rounds. Swapping the two of a pair turns
 * every sign.
 *
 * @param contrast target minus reference on some scale, of the rounds drawn at each; infinite where it has no bound
 * @returns null below MIN_ROUNDS rounds at either
 */
export function contrastEstimate(
  { targetCount, referenceCount, isPaired }: ContrastRounds,
  contrast: (targetWeights: Weights, referenceWeights: Weights) => number,
  seed: number,
): Estimate | null {
  const fewestCount = Math.min(targetCount, referenceCount);
  if (fewestCount < MIN_ROUNDS) return null;
  const random = seededRandom(seed);
  const resampled = Array.from({ length: CONTRAST_RESAMPLE_COUNT }, () => {
    const weights = drawWeights(targetCount, random);
    return contrast(weights, isPaired ? weights : drawWeights(referenceCount, random));
  }).toSorted((a, b) => a - b);
  const value = contrast(everyRound(targetCount), everyRound(referenceCount));
  const tailCount = Math.round(((CONTRAST_RESAMPLE_COUNT + 1) * (1 - CONFIDENCE_SHARE)) / 2);
  const factor = widening(fewestCount);
  const widened = (end: number): number => (Number.isFinite(value) ? value + (end - value) * factor : end);
  return {
    value,
    low: widened(Math.min(value, resampled[tailCount - 1] ?? value)),
    high: widened(Math.max(value, resampled[CONTRAST_RESAMPLE_COUNT - tailCount] ?? value)),
    confidenceShare: CONFIDENCE_SHARE,
  };
}
