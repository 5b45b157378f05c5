import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ksPValue, ksStatistic } from './arrival-test.ts';
import { exponential, seededRandom } from '../seeded-random.ts';

// scipy 1.17: kstest(gaps, 'expon', args=(0, mean)).statistic
test.each([
  { gapsMs: [1.5, 3.25, 0.5, 12, 7.75, 20.5, 2.25, 9, 4.5, 15], meanMs: 8, statistic: 0.12044281181691041 },
  { gapsMs: [4.2, 4.9, 5, 5.1, 5.3, 6], meanMs: 5, statistic: 0.5682894765709203 },
])('ksStatistic() of $gapsMs against a mean of $meanMs is $statistic', ({ gapsMs, meanMs, statistic }) => {
  expect(ksStatistic(gapsMs, meanMs)).toBeCloseTo(statistic, 12);
});

test('ksStatistic() of the very quantiles in the middle of their steps is half a step', () => {
  const gapsMs = Array.from({ length: 50 }, (_, index) => -10 * Math.log(1 - (index + 0.5) / 50));
  expect(ksStatistic(gapsMs, 10)).toBeCloseTo(0.01, 12);
});

test('ksStatistic() of no gaps throws', () => {
  expect(() => ksStatistic([], 10)).toThrow(RangeError);
});

describe('ksStatistic(), whatever the gaps,', () => {
  const gaps = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 60 });

  test('does not depend on their order or on the unit', () => {
    fc.assert(
      fc.property(gaps, (gapsMs) => {
        const statistic = ksStatistic(gapsMs, 10);
        expect(ksStatistic(gapsMs.toReversed(), 10)).toBe(statistic);
        expect(
          ksStatistic(
            gapsMs.map((gapMs) => gapMs * 8),
            80,
          ),
        ).toBeCloseTo(statistic, 9);
      }),
    );
  });

  test('lies between half a step and 1', () => {
    fc.assert(
      fc.property(gaps, (gapsMs) => {
        const statistic = ksStatistic(gapsMs, 10);
        expect(statistic).toBeGreaterThanOrEqual(0.5 / gapsMs.length - 1e-12);
        expect(statistic).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('ksPValue()', () => {
  // scipy 1.17: kstwo.sf(statistic, count)
  test.each([
    { statistic: 0.09939, count: 30, p: 0.8999793855 },
    { statistic: 0.14588, count: 30, p: 0.5000006533 },
    { statistic: 0.21756, count: 30, p: 0.1000009176 },
    { statistic: 0.39476, count: 30, p: 0.0001000112252 },
    { statistic: 0.05843, count: 195, p: 0.4999961521 },
    { statistic: 0.1156, count: 195, p: 0.0099965703 },
    { statistic: 0.15814, count: 195, p: 0.0001000406333 },
    { statistic: 0.01948, count: 10_000, p: 0.000998036865 },
    { statistic: 0.02223, count: 10_000, p: 0.0001004350854 },
    { statistic: 0.005, count: 10_000, p: 0.9628778025 },
  ])('of $statistic over $count gaps is within 8 % of the exact $p', ({ statistic, count, p }) => {
    const ratio = ksPValue(statistic, count) / p;
    expect(ratio).toBeGreaterThan(0.92);
    expect(ratio).toBeLessThan(1.08);
  });

  test('falls from 1 to 0 as the distance grows', () => {
    const pValues = Array.from({ length: 101 }, (_, index) => ksPValue(index / 100, 100));
    expect(pValues[0]).toBe(1);
    expect(pValues.at(-1)).toBeLessThan(1e-80);
    expect(pValues.toSorted((a, b) => b - a)).toEqual(pValues);
  });

  test('is below 0.05 for about one in twenty of 400 streams that really are random', () => {
    const random = seededRandom(3);
    const pValues = Array.from({ length: 400 }, () => {
      const gapsMs = Array.from({ length: 200 }, () => exponential(random, 15));
      return ksPValue(ksStatistic(gapsMs, 15), 200);
    });
    const count = pValues.filter((p) => p < 0.05).length;
    expect(count).toBeGreaterThan(7); // 20 are expected, give or take 4.4
    expect(count).toBeLessThan(34);
    expect(Math.min(...pValues)).toBeGreaterThan(1e-4);
  });
});
