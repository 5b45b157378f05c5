/**
 * Kolmogorov and Smirnov's distance between gaps and the exponential distribution: the largest difference between the
 * share of gaps up to some length and the share that Poisson arrivals would have.
 *
 * @param gapsMs in any order, not empty
 * @param meanMs of the distribution, as planned: it must not be estimated from the same gaps
 * @returns 0..1
 * @throws {RangeError} when `gapsMs` is empty
 * @see Kolmogorov (1933), Sulla determinazione empirica di una legge di distribuzione
 */
export function ksStatistic(gapsMs: ArrayLike<number>, meanMs: number): number {
  const count = gapsMs.length;
  if (count === 0) throw new RangeError('Cannot test the gaps of no arrivals');
  return Float64Array.from(gapsMs)
    .sort()
    .reduce((distance, gapMs, index) => {
      const expectedShare = 1 - Math.exp(-gapMs / meanMs);
      return Math.max(distance, expectedShare - index / count, (index + 1) / count - expectedShare);
    }, 0);
}

/** Below this the series converges slowly, and its sum differs from 1 by less than 0.00001. */
const SMALL_SCALED = 0.3;

/**
 * How likely gaps of the very distribution are to lie at least as far from it. Kolmogorov's limit with Stephens'
 * correction for the number of gaps: from 30 gaps on within 8 % of the exact probability wherever that is 0.0001 or
 * more, and too large by up to a factor of 2 at 0.00000001.
 *
 * @param statistic 0..1
 * @param count of gaps
 * @see Stephens (1970), Use of the Kolmogorov-Smirnov, Cramer-Von Mises and Related Statistics Without Extensive Tables
 */
export function ksPValue(statistic: number, count: number): number {
  const root = Math.sqrt(count);
  const scaled = (root + 0.12 + 0.11 / root) * statistic;
  if (scaled < SMALL_SCALED) return 1;
  let sum = 0;
  for (let place = 1; place <= 20; place += 1) {
    const term = Math.exp(-2 * place * place * scaled * scaled);
    sum += place % 2 === 1 ? term : -term;
  }
  return Math.min(1, Math.max(0, 2 * sum));
}
