import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MIN_SAMPLES_BEYOND, countAtMost, median, percentile, percentileRank, samplesNeeded } from './percentile.ts';

const oneTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const samples = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 200 });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

describe('percentile()', () => {
  test.each([
    { share: 0, value: 1 },
    { share: 0.5, value: 50 },
    { share: 0.501, value: 51 },
    { share: 0.9, value: 90 },
    { share: 0.99, value: 99 },
    { share: 1, value: 100 },
  ])('of 1..100 at $share is $value', ({ share: asked, value }) => {
    expect(percentile(oneTo(100), asked)).toBe(value);
  });

  test('is not moved a rank up by floating point: 0.07 x 100 is 7.000000000000001', () => {
    expect(percentile(oneTo(100), 0.07)).toBe(7);
  });

  test('of no samples throws', () => {
    expect(() => percentile([], 0.5)).toThrow(RangeError);
  });

  test('of a server that stalls 200 ms each 1000 ms, sampled evenly, is what theory says', () => {
    // Who comes t ms into a stall waits 200 - t; P(wait > x) = (200 - x) / 1000.
    const waitsMs = Array.from({ length: 5_000 }, (_, atMs) => Math.max(0, 200 - (atMs % 1_000)));
    const sorted = ascending(waitsMs);
    expect([0.5, 0.9, 0.95, 0.99, 0.999, 1].map((asked) => percentile(sorted, asked))).toEqual([
      0, 100, 150, 190, 199, 200,
    ]);
  });

  test('is the smallest sample that at least that share of the samples do not exceed', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 0, max: 100 }), (values, percent) => {
        const sorted = ascending(values);
        const isReached = (limit: number): boolean =>
          100 * values.filter((value) => value <= limit).length >= percent * values.length;
        expect(percentile(sorted, percent / 100)).toBe(sorted.find(isReached));
      }),
    );
  });

  test('never falls as the share grows', () => {
    fc.assert(
      fc.property(samples, share, share, (values, one, other) => {
        const sorted = ascending(values);
        expect(percentile(sorted, Math.min(one, other))).toBeLessThanOrEqual(percentile(sorted, Math.max(one, other)));
      }),
    );
  });
});

describe('percentile(), as numpy takes it,', () => {
  const few = [12.4, 0.31, 7.9, 7.9, 190.2, 0.28, 45.5, 3.3, 101.7, 0.28, 15, 60.1, 8.8];
  const many = Array.from({ length: 1_000 }, (_, index) => ((index * 7_919) % 1_009) / 10);
  // numpy 2.4: quantile(values, share, method='inverted_cdf')
  test.each([
    { name: '13 values', values: few, share: 0, value: 0.28 },
    { name: '13 values', values: few, share: 0.05, value: 0.28 },
    { name: '13 values', values: few, share: 0.25, value: 3.3 },
    { name: '13 values', values: few, share: 0.5, value: 8.8 },
    { name: '13 values', values: few, share: 0.75, value: 45.5 },
    { name: '13 values', values: few, share: 0.9, value: 101.7 },
    { name: '13 values', values: few, share: 0.99, value: 190.2 },
    { name: '13 values', values: few, share: 1, value: 190.2 },
    { name: '1000 values', values: many, share: 0.001, value: 0 },
    { name: '1000 values', values: many, share: 0.1, value: 10 },
    { name: '1000 values', values: many, share: 0.333, value: 33.6 },
    { name: '1000 values', values: many, share: 0.5, value: 50.5 },
    { name: '1000 values', values: many, share: 0.9, value: 90.7 },
    { name: '1000 values', values: many, share: 0.99, value: 99.8 },
    { name: '1000 values', values: many, share: 0.999, value: 100.7 },
  ])('of $name at $share is $value', ({ values, share: asked, value }) => {
    expect(percentile(ascending(values), asked)).toBe(value);
  });
});

describe('percentile(), whatever the samples,', () => {
  test('grows with the unit: 8 times the samples, 8 times the percentile', () => {
    fc.assert(
      fc.property(samples, share, (values, asked) => {
        const sorted = ascending(values);
        expect(
          percentile(
            sorted.map((value) => value * 8),
            asked,
          ),
        ).toBe(8 * percentile(sorted, asked));
      }),
    );
  });

  test('is not lowered by one more sample that is no smaller, nor raised by one that is no larger', () => {
    fc.assert(
      fc.property(samples, share, fc.nat(50), (values, asked, more) => {
        const before = percentile(ascending(values), asked);
        const above = percentile(ascending([...values, before + more]), asked);
        const below = percentile(ascending([...values, before - more]), asked);
        expect(above).toBeGreaterThanOrEqual(before);
        expect(below).toBeLessThanOrEqual(before);
      }),
    );
  });

  test('has 10 samples beyond it from samplesNeeded() on, and not one sample earlier', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), fc.nat(3_000), (permille, more) => {
        const asked = permille / 1_000;
        const beyond = (count: number): number => count - percentileRank(count, asked);
        expect(beyond(samplesNeeded(asked) + more)).toBeGreaterThanOrEqual(MIN_SAMPLES_BEYOND);
        expect(beyond(samplesNeeded(asked) - 1)).toBeLessThan(MIN_SAMPLES_BEYOND);
      }),
    );
  });
});

test.each([
  { share: 0.5, count: 20 },
  { share: 0.9, count: 100 },
  { share: 0.99, count: 1_000 },
  { share: 0.999, count: 10_000 },
])('samplesNeeded() for $share is $count: 10 of them lie beyond', ({ share: asked, count }) => {
  expect(samplesNeeded(asked)).toBe(count);
});

test.each([
  { limit: 0, count: 0 },
  { limit: 2, count: 3 },
  { limit: 1.5, count: 1 },
  { limit: 9, count: 4 },
])('countAtMost($limit) of 1, 2, 2, 7 is $count', ({ limit, count }) => {
  expect(countAtMost([1, 2, 2, 7], limit)).toBe(count);
});

test.each([
  { values: [3], middle: 3 },
  { values: [10, 2, 3], middle: 3 },
  { values: [4, 1, 2, 9], middle: 3 },
])('median() of $values is $middle', ({ values, middle }) => {
  expect(median(values)).toBe(middle);
});

test('median() of no values throws', () => {
  expect(() => median([])).toThrow(RangeError);
});

test('countAtMost() counts, whatever the samples', () => {
  fc.assert(
    fc.property(samples, fc.integer({ min: -1, max: 51 }), (values, limit) => {
      expect(countAtMost(ascending(values), limit)).toBe(values.filter((value) => value <= limit).length);
    }),
  );
});

test('median() has as many values above it as below, whatever their order', () => {
  fc.assert(
    fc.property(samples, (values) => {
      const middle = median(values);
      const aboveCount = values.filter((value) => value > middle).length;
      const belowCount = values.filter((value) => value < middle).length;
      expect(Math.max(aboveCount, belowCount)).toBeLessThanOrEqual(values.length / 2);
      expect(median(values.toReversed())).toBe(middle);
    }),
  );
});
