import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type WaitSamples, meanWait, waitAt, waitsOf } from './wait-samples.ts';

/** @param censoredMs lower bounds of requests that were never answered */
const samplesOf = (answeredMs: readonly number[], censoredMs: readonly number[] = []): WaitSamples => ({
  sortedMs: Float64Array.from([...answeredMs, ...censoredMs]).sort(),
  answeredMs: Float64Array.from(answeredMs).sort(),
});

describe('waitAt(), beside the estimate of Kaplan and Meier,', () => {
  const answeredMs = [4, 9, 11, 15, 18, 22, 25, 31, 36, 40, 44, 52, 60, 71, 80];
  const censoredMs = [10, 20, 33, 90, 90, 90, 90];
  // scipy 1.17: ecdf(CensoredData(uncensored=answeredMs, right=censoredMs)).cdf, the first quantile that reaches the share
  test.each([
    { share: 0.05, kaplanMeierMs: 9, wait: { valueMs: 9, isAtLeast: false } },
    { share: 0.3, kaplanMeierMs: 25, wait: { valueMs: 20, isAtLeast: true } },
    { share: 0.5, kaplanMeierMs: 44, wait: { valueMs: 33, isAtLeast: true } },
  ])('at $share is exact and the same, or at least something that is less', ({ share, kaplanMeierMs, wait }) => {
    expect(waitAt(samplesOf(answeredMs, censoredMs), share)).toEqual(wait);
    expect(wait.isAtLeast ? wait.valueMs < kaplanMeierMs : wait.valueMs === kaplanMeierMs).toBe(true);
  });
});

describe('what is told of one more request that never came', () => {
  const waits = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 20, maxLength: 60 });
  const bounds = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 20 });
  const share = fc.constantFrom(0.05, 0.25, 0.5);

  test('is no lower percentile where its bound is no lower, and never a lower one that claims to be exact', () => {
    fc.assert(
      fc.property(waits, bounds, share, fc.nat(40), (answeredMs, censoredMs, asked, boundMs) => {
        const before = waitAt(samplesOf(answeredMs, censoredMs), asked);
        const after = waitAt(samplesOf(answeredMs, [...censoredMs, boundMs]), asked);
        const isLower = (after?.valueMs ?? -1) < (before?.valueMs ?? -1);
        expect(isLower && boundMs >= (before?.valueMs ?? 0)).toBe(false);
        expect(isLower && after?.isAtLeast === false).toBe(false);
      }),
    );
  });

  test('makes the mean and the longest wait "at least"', () => {
    fc.assert(
      fc.property(waits, bounds, (answeredMs, censoredMs) => {
        const samples = samplesOf(answeredMs, [...censoredMs, 5]);
        expect(meanWait(samples)?.isAtLeast).toBe(true);
        expect(waitsOf(samples).max?.isAtLeast).toBe(true);
        expect(meanWait(samplesOf(answeredMs))?.isAtLeast).toBe(false);
        expect(waitsOf(samplesOf(answeredMs)).max).toEqual({ valueMs: Math.max(...answeredMs), isAtLeast: false });
      }),
    );
  });
});
