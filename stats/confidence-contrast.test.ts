import { expect, test } from 'vitest';
import { contrastEstimate, pooledEstimate, weightedMedian } from './confidence.ts';
import { type Random, exponential, seededRandom } from './seeded-random.ts';

test.each([
  { weights: [1, 1, 1, 1], median: 25 },
  { weights: [4, 0, 0, 0], median: 30 },
  { weights: [0, 2, 1, 1], median: 15 },
  { weights: [0, 1, 0, 3], median: 40 },
])('weightedMedian() of 30, 10, 20 and 40 drawn $weights times is $median', ({ weights, median }) => {
  expect(weightedMedian([30, 10, 20, 40])(weights)).toBe(median);
});

test('pooledEstimate() of 2 rounds is null, of 3 spans what they gave', () => {
  const largest = (weights: readonly number[]): number =>
    Math.max(...weights.map((weight, index) => (weight > 0 ? (index + 1) * 10 : 0)));
  expect(pooledEstimate(2, largest, 1)).toBeNull();
  expect(pooledEstimate(3, largest, 1)).toMatchObject({ value: 30, low: 10, high: 30 });
});

const pairedOf = (perRound: readonly number[], seed = 1) =>
  contrastEstimate(
    { targetCount: perRound.length, referenceCount: perRound.length, isPaired: true },
    weightedMedian(perRound),
    seed,
  );

test('contrastEstimate() below 3 rounds at either is null', () => {
  expect(pairedOf([1, 2])).toBeNull();
  const counts = { targetCount: 2, referenceCount: 9, isPaired: false };
  expect(contrastEstimate(counts, () => 1, 1)).toBeNull();
});

test('contrastEstimate() of rounds that agree has no width', () => {
  expect(pairedOf([7, 7, 7, 7])).toEqual({ value: 7, low: 7, high: 7, confidenceShare: 0.95 });
});

test('contrastEstimate() of 3 rounds reaches 2.7 times as far as they do: so few tell little of their own spread', () => {
  const estimate = pairedOf([10, 20, 30]);
  // t(0.975, 2) = 4.303, sqrt(3 / 2) = 1.2247, z = 1.96: scipy.stats.t.ppf(0.975, 2) * sqrt(1.5) / 1.96 = 2.6886
  expect(estimate?.low).toBeCloseTo(20 - 26.886, 2);
  expect(estimate?.high).toBeCloseTo(20 + 26.886, 2);
});

test.each([
  // scipy.stats.t.ppf(0.975, n - 1) * sqrt(n / (n - 1)) / 1.96
  { roundCount: 11, factor: 1.1923 },
  { roundCount: 20, factor: 1.0956 },
])('contrastEstimate() of $roundCount rounds is wider by $factor', ({ roundCount, factor }) => {
  // All or nothing: the resampled ends are -1 and 1 whatever the seed.
  let draw = 0;
  const counts = { targetCount: roundCount, referenceCount: roundCount, isPaired: true };
  const estimate = contrastEstimate(
    counts,
    (weights) => {
      draw += 1;
      return weights.every((weight) => weight === 1) ? 0 : draw % 2 === 0 ? 1 : -1;
    },
    1,
  );
  expect(estimate?.high).toBeCloseTo(factor, 3);
  expect(estimate?.low).toBeCloseTo(-factor, 3);
});

const SYMMETRIC: Readonly<Record<string, (random: Random) => number>> = {
  even: (random) => random() - 0.5,
  'with outliers': (random) => (random() < 0.5 ? -1 : 1) * exponential(random, 1),
};

test.each([
  { shape: 'even', roundCount: 3, limit: 0.16 },
  { shape: 'even', roundCount: 6, limit: 0.08 },
  { shape: 'with outliers', roundCount: 3, limit: 0.12 },
  { shape: 'with outliers', roundCount: 6, limit: 0.08 },
  { shape: 'with outliers', roundCount: 12, limit: 0.1 },
])(
  'of $roundCount rounds without a difference, $shape, the share that claims one is below $limit',
  ({ shape, roundCount, limit }) => {
    const random = seededRandom(roundCount);
    const drawOf = SYMMETRIC[shape];
    const runs = Array.from({ length: 300 }, (_, seed) =>
      pairedOf(
        Array.from({ length: roundCount }, () => drawOf?.(random) ?? Number.NaN),
        seed,
      ),
    );
    const claims = runs.filter((estimate) => estimate !== null && (estimate.low > 0 || estimate.high < 0));
    expect(claims.length / runs.length).toBeLessThan(limit);
  },
);
