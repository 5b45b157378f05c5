import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { medianEstimate, percentileEstimate, weightedPercentile } from './confidence.ts';
import { median, percentile } from './percentile.ts';
import { seededRandom } from './seeded-random.ts';
import type { WaitSamples } from './wait-samples.ts';

const sorted = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();
const round = (values: readonly number[]): WaitSamples => ({ sortedMs: sorted(values), answeredMs: sorted(values) });
const oneTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

test('weightedPercentile() is the percentile of the union with each round repeated', () => {
  const rounds = fc.array(
    fc.tuple(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 30 }), fc.nat(3)),
    { minLength: 1, maxLength: 6 },
  );
  fc.assert(
    fc.property(rounds, fc.constantFrom(0.5, 0.9, 0.99), (weighted, share) => {
      fc.pre(weighted.some(([, weight]) => weight > 0));
      const union = weighted.flatMap(([values, weight]) => Array.from({ length: weight }, () => values).flat());
      const drawn = weightedPercentile(
        weighted.map(([values]) => sorted(values)),
        sorted(weighted.flatMap(([values]) => values)),
        weighted.map(([, weight]) => weight),
        share,
      );
      expect(drawn).toBe(percentile(sorted(union), share));
    }),
  );
});

describe('percentileEstimate()', () => {
  test('of two rounds is null, however many requests they had', () => {
    expect(percentileEstimate([round(oneTo(5_000)), round(oneTo(5_000))], 0.5, 1)).toBeNull();
  });

  test('does not count a round where nobody was served', () => {
    expect(percentileEstimate([round(oneTo(50)), round(oneTo(50)), round([])], 0.5, 1)).toBeNull();
  });

  test('of rounds that agree has no width, however much their requests differ', () => {
    const rounds = [round(oneTo(100)), round(oneTo(100)), round(oneTo(100))];
    expect(percentileEstimate(rounds, 0.9, 1)).toEqual({ value: 90, low: 90, high: 90, confidenceShare: 0.95 });
  });

  test('of rounds that differ spans them, however many requests agree within each', () => {
    const flat = (waitMs: number): WaitSamples => round(Array.from({ length: 1_000 }, () => waitMs));
    const estimate = percentileEstimate([flat(10), flat(20), flat(30)], 0.5, 1);
    expect(estimate).toEqual({ value: 20, low: 10, high: 30, confidenceShare: 0.95 });
  });

  test('holds its value, stays among the samples and repeats itself for one seed', () => {
    const rounds = fc.array(fc.array(fc.nat(1_000), { minLength: 5, maxLength: 50 }), { minLength: 3, maxLength: 6 });
    fc.assert(
      fc.property(rounds, fc.constantFrom(0.5, 0.9), fc.nat(), (values, share, seed) => {
        const estimate = percentileEstimate(values.map(round), share, seed);
        const all = sorted(values.flat());
        expect(estimate?.value).toBe(percentile(all, share));
        expect(estimate?.low).toBeGreaterThanOrEqual(all[0] ?? 0);
        expect(estimate?.low).toBeLessThanOrEqual(estimate?.value ?? 0);
        expect(estimate?.high).toBeGreaterThanOrEqual(estimate?.value ?? 0);
        expect(estimate?.high).toBeLessThanOrEqual(all.at(-1) ?? 0);
        expect(percentileEstimate(values.map(round), share, seed)).toEqual(estimate);
      }),
      { numRuns: 40 },
    );
  });

  test('does not depend on the order of requests within their rounds, and grows with their unit', () => {
    const rounds = fc.array(fc.array(fc.nat(1_000), { minLength: 5, maxLength: 40 }), { minLength: 3, maxLength: 5 });
    fc.assert(
      fc.property(rounds, fc.nat(), (values, seed) => {
        const estimate = percentileEstimate(values.map(round), 0.5, seed);
        const reversed = values.map((one) => round(one.toReversed()));
        expect(percentileEstimate(reversed, 0.5, seed)).toEqual(estimate);
        const grown = percentileEstimate(
          values.map((one) => round(one.map((value) => 8 * value))),
          0.5,
          seed,
        );
        expect([grown?.low, grown?.value, grown?.high]).toEqual(
          [estimate?.low, estimate?.value, estimate?.high].map((end = 0) => 8 * end),
        );
      }),
      { numRuns: 40 },
    );
  });

  test('covers the true p90 in most of 60 runs of 15 rounds whose servers differ', () => {
    const random = seededRandom(5);
    const covered = Array.from({ length: 60 }, (_, run) => {
      // Round by round the server is slower or faster: 100 ms +- 20 ms; the true p90 of the mixture is 116.
      const rounds = Array.from({ length: 15 }, () =>
        round([80 + 40 * random()].flatMap((ms) => Array.from({ length: 20 }, () => ms))),
      );
      const estimate = percentileEstimate(rounds, 0.9, run);
      return estimate !== null && estimate.low <= 116 && 116 <= estimate.high;
    });
    expect(covered.filter(Boolean).length).toBeGreaterThan(45);
  });
});

describe('medianEstimate()', () => {
  test('below 3 rounds gives the range that was seen and promises nothing', () => {
    expect(medianEstimate([10, 14], 1)).toEqual({ value: 12, low: 10, high: 14, confidenceShare: 0 });
    expect(medianEstimate([10], 1)).toEqual({ value: 10, low: 10, high: 10, confidenceShare: 0 });
  });

  test('of 3 rounds spans them', () => {
    expect(medianEstimate([30, 10, 20], 1)).toEqual({ value: 20, low: 10, high: 30, confidenceShare: 0.95 });
  });

  test('of many rounds leaves out the one that went wrong', () => {
    const estimate = medianEstimate([100, 100, 101, 101, 102, 102, 103, 103, 900], 1);
    expect(estimate.value).toBe(102);
    expect(estimate.high).toBeLessThan(900);
  });

  test('of 9 rounds has, over many seeds, the interval of a bootstrap of 100,000 resamples', () => {
    const perRound = [61.2, 64.8, 63.1, 70.4, 62.5, 66, 65.3, 90.1, 63.9];
    const estimates = Array.from({ length: 101 }, (_, seed) => medianEstimate(perRound, seed));
    // scipy 1.17: bootstrap((perRound,), numpy.median, method='percentile', n_resamples=100000): 62.5 to 70.4
    expect(median(estimates.map(({ low }) => low))).toBe(62.5);
    expect(median(estimates.map(({ high }) => high))).toBe(70.4);
    // With 400 resamples an end may fall on the round next to it, no further.
    expect(estimates.every(({ low }) => [61.2, 62.5, 63.1].includes(low))).toBe(true);
    expect(estimates.every(({ high }) => [66, 70.4, 90.1].includes(high))).toBe(true);
  });

  test('holds its value, stays among the rounds, and moves and grows with them', () => {
    const rounds = fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(rounds, fc.nat(), (perRound, seed) => {
        const { value, low, high } = medianEstimate(perRound, seed);
        expect(value).toBe(median(perRound));
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
        expect(low).toBeGreaterThanOrEqual(Math.min(...perRound));
        expect(high).toBeLessThanOrEqual(Math.max(...perRound));
        const changed = medianEstimate(
          perRound.map((one) => 8 * one + 16),
          seed,
        );
        expect([changed.low, changed.value, changed.high]).toEqual([8 * low + 16, 8 * value + 16, 8 * high + 16]);
      }),
      { numRuns: 60 },
    );
  });

  test('of no rounds throws', () => {
    expect(() => medianEstimate([], 1)).toThrow(RangeError);
  });
});
