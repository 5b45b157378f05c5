import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockedWaits, pooledWaits, stallPercentileMs, stallWaitMs } from './known-waits.ts';
import { percentile } from './percentile.ts';
import { meanWaitMs } from './queueing.ts';
import { exponential, seededRandom } from './seeded-random.ts';

const STALL = { holdMs: 200, everyMs: 1_000, firstAtMs: 300 } as const;

function poisson(count: number, meanMs: number, seed: number): number[] {
  const random = seededRandom(seed);
  let atMs = 0;
  return Array.from({ length: count }, () => (atMs += exponential(random, meanMs)));
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

test.each([
  { dueAtMs: 0, waitMs: 0 },
  { dueAtMs: 299, waitMs: 0 },
  { dueAtMs: 300, waitMs: 200 },
  { dueAtMs: 450, waitMs: 50 },
  { dueAtMs: 500, waitMs: 0 },
  { dueAtMs: 7_310, waitMs: 190 },
])(
  'a request due at $dueAtMs ms waits $waitMs ms when the loop stands still from 300 to 500 ms of each second',
  ({ dueAtMs, waitMs }) => {
    expect(stallWaitMs(dueAtMs, STALL)).toBe(waitMs);
  },
);

test.each([
  { share: 0.5, waitMs: 0 },
  { share: 0.9, waitMs: 100 },
  { share: 0.99, waitMs: 190 },
  { share: 0.999, waitMs: 199 },
  { share: 1, waitMs: 200 },
])('200 ms of each second make the wait at $share $waitMs ms', ({ share, waitMs }) => {
  expect(stallPercentileMs(share, STALL)).toBeCloseTo(waitMs, 9);
});

test('very many Poisson arrivals wait at a stall what the closed form says, wherever it begins', () => {
  const dueAtMs = poisson(200_000, 5, 1);
  for (const firstAtMs of [0, 123, 950]) {
    const waitMs = sorted(dueAtMs.map((due) => stallWaitMs(due, { ...STALL, firstAtMs })));
    for (const share of [0.85, 0.9, 0.99]) {
      expect(Math.abs(percentile(waitMs, share) - stallPercentileMs(share, STALL))).toBeLessThan(2);
    }
  }
});

test('blockedWaits() lets each request wait for the work before it', () => {
  // 0-10, then 10-20, an idle gap, then 50-60.
  expect(blockedWaits([0, 4, 50], [0, 2, 15, 20, 49, 55], 10)).toEqual({
    heavyMs: [10, 16, 10],
    neighbourMs: [10, 8, 5, 0, 0, 5],
  });
});

test('blockedWaits() of an even schedule below capacity has no queue', () => {
  const even = Array.from({ length: 100 }, (_, index) => index * 40);
  expect(blockedWaits(even, [], 20).heavyMs).toEqual(even.map(() => 20));
});

test.each([0.3, 0.5, 0.8])('Poisson arrivals in blockedWaits() wait as M/D/1 says at utilisation %d', (utilisation) => {
  const holdMs = 20;
  const arrivalsPerSecond = (1_000 * utilisation) / holdMs;
  const count = 300_000;
  const heavyDueAtMs = poisson(count, 1_000 / arrivalsPerSecond, 2);
  const neighbourDueAtMs = poisson(count, 1_000 / arrivalsPerSecond, 3);
  const { heavyMs, neighbourMs } = blockedWaits(heavyDueAtMs, neighbourDueAtMs, holdMs);
  const expected = meanWaitMs({ arrivalsPerSecond, taskMs: holdMs, serverCount: 1 });
  expect(mean(heavyMs) - holdMs).toBeGreaterThan(0.97 * expected);
  expect(mean(heavyMs) - holdMs).toBeLessThan(1.03 * expected);
  expect(mean(neighbourMs)).toBeGreaterThan(0.97 * expected);
  expect(mean(neighbourMs)).toBeLessThan(1.03 * expected);
});

test('blockedWaits() answers everybody, nobody before its work is done, and the work in no less time than it takes', () => {
  const times = fc.array(fc.double({ min: 0, max: 1_000, noNaN: true }), { maxLength: 40 }).map(sorted);
  fc.assert(
    fc.property(times, times, fc.double({ min: 0.1, max: 50, noNaN: true }), (heavy, neighbours, holdMs) => {
      const { heavyMs, neighbourMs } = blockedWaits(heavy, neighbours, holdMs);
      expect(heavyMs).toHaveLength(heavy.length);
      expect(neighbourMs).toHaveLength(neighbours.length);
      expect(Math.min(holdMs, ...heavyMs)).toBeGreaterThan(holdMs * (1 - 1e-9));
      const endsAtMs = heavy.map((due, index) => due + (heavyMs[index] ?? 0));
      const gapsMs = endsAtMs.slice(1).map((end, index) => end - (endsAtMs[index] ?? 0));
      expect(Math.min(holdMs, ...gapsMs)).toBeGreaterThan(holdMs * (1 - 1e-9) - 1e-9);
      expect(Math.min(0, ...neighbourMs)).toBe(0);
    }),
  );
});

test('pooledWaits() sends each request to the server that is free first', () => {
  // Two servers of 10 ms: 0 and 1 find one each, 2 waits for the first, 3 for the second, 50 for nobody.
  expect(pooledWaits([0, 1, 2, 3, 50], 10, 2)).toEqual([10, 10, 18, 18, 10]);
});

test('pooledWaits() of one server are those of blockedWaits()', () => {
  const times = fc.array(fc.double({ min: 0, max: 1_000, noNaN: true }), { maxLength: 40 }).map(sorted);
  fc.assert(
    fc.property(times, (dueAtMs) => {
      expect(pooledWaits(dueAtMs, 7, 1)).toEqual(blockedWaits(dueAtMs, [], 7).heavyMs);
    }),
  );
});

test.each([0.5, 0.8])('Poisson arrivals in pooledWaits() wait as M/D/2 says at utilisation %d', (utilisation) => {
  const taskMs = 20;
  const arrivalsPerSecond = (2_000 * utilisation) / taskMs;
  const waitsMs = pooledWaits(poisson(300_000, 1_000 / arrivalsPerSecond, 4), taskMs, 2);
  const expected = meanWaitMs({ arrivalsPerSecond, taskMs, serverCount: 2 });
  expect(mean(waitsMs) - taskMs).toBeGreaterThan(0.97 * expected);
  expect(mean(waitsMs) - taskMs).toBeLessThan(1.03 * expected);
});
