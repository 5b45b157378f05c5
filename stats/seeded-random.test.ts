import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { exponential, randomIndex, seededRandom, shuffled, xoshiro128 } from './seeded-random.ts';

test('xoshiro128() from state 1, 2, 3, 4 gives what the reference implementation gives', () => {
  const next = xoshiro128([1, 2, 3, 4]);
  // The test vector of Rust's rand_xoshiro, made with xoshiro128starstar.c version 1.1.
  expect(Array.from({ length: 10 }, next)).toEqual([
    11_520, 0, 5_927_040, 70_819_200, 2_031_721_883, 1_637_235_492, 1_287_239_034, 3_734_860_849, 3_729_100_597,
    4_258_142_804,
  ]);
});

test('seededRandom() repeats itself for one seed and differs for the next', () => {
  const draw = (seed: number): number[] => Array.from({ length: 5 }, seededRandom(seed));
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test('seededRandom() stays in [0, 1) and fills it evenly, whatever the seed', () => {
  fc.assert(
    fc.property(fc.nat(4_294_967_295), (seed) => {
      const random = seededRandom(seed);
      const drawn = Array.from({ length: 1_000 }, random);
      expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...drawn)).toBeLessThan(1);
      // 6 standard deviations of a mean of 1000: 0.5 +- 0.055
      expect(Math.abs(drawn.reduce((sum, value) => sum + value, 0) / 1_000 - 0.5)).toBeLessThan(0.055);
    }),
    { numRuns: 50 },
  );
});

test.each([
  { drawn: 0, index: 0 },
  { drawn: 0.25, index: 1 },
  { drawn: 0.999, index: 3 },
])('randomIndex() of 4 makes $drawn index $index', ({ drawn, index }) => {
  expect(randomIndex(() => drawn, 4)).toBe(index);
});

test('shuffled() keeps every item and leaves its argument alone', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.nat(), (items, seed) => {
      const before = [...items];
      const drawn = shuffled(items, seededRandom(seed));
      expect(items).toEqual(before);
      expect(drawn.toSorted((a, b) => a - b)).toEqual(before.toSorted((a, b) => a - b));
    }),
  );
});

test('shuffled() gives each of the 6 orders of 3 items about as often', () => {
  const random = seededRandom(1);
  const counts = new Map<string, number>();
  for (let draw = 0; draw < 6_000; draw += 1) {
    const order = shuffled(['a', 'b', 'c'], random).join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(175); // 6 standard deviations
});

test('exponential() has the mean it was asked for and is never negative', () => {
  const random = seededRandom(3);
  const gaps = Array.from({ length: 10_000 }, () => exponential(random, 20));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
  expect(Math.abs(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length - 20)).toBeLessThan(1.2);
});
