import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countAtMost, median, percentile, samplesNeeded } from './percentile.ts';

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
