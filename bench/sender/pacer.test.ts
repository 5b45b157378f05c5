import { expect, test } from 'vitest';
import { seededRandom } from '../../stats/seeded-random.ts';
import { schedule } from './pacer.ts';

const poisson = (arrivalsPerSecond: number) => ({ kind: 'open', arrivalsPerSecond, spacing: 'poisson' }) as const;

test('schedule() of even arrivals at 10 per second in 500 ms starts in the middle of the first gap', () => {
  const load = { kind: 'open', arrivalsPerSecond: 10, spacing: 'even' } as const;
  expect(schedule(load, 500, Math.random)).toEqual([50, 150, 250, 350, 450]);
});

test('schedule() of nobody is empty', () => {
  expect(schedule(poisson(0), 1_000, Math.random)).toEqual([]);
});

test('schedule() of Poisson arrivals ascends, stays inside, and repeats with its seed', () => {
  const dueAtMs = schedule(poisson(100), 10_000, seededRandom(1));
  expect(dueAtMs).toEqual(dueAtMs.toSorted((a, b) => a - b));
  expect(dueAtMs.every((ms) => ms >= 0 && ms < 10_000)).toBe(true);
  expect(schedule(poisson(100), 10_000, seededRandom(1))).toEqual(dueAtMs);
  expect(schedule(poisson(100), 10_000, seededRandom(2))).not.toEqual(dueAtMs);
});

test('schedule() of Poisson arrivals has gaps whose mean and standard deviation both are 1 / rate', () => {
  const dueAtMs = schedule(poisson(100), 1_000_000, seededRandom(3));
  const gapsMs = dueAtMs.slice(1).map((ms, index) => ms - (dueAtMs[index] ?? 0));
  const meanMs = gapsMs.reduce((sum, ms) => sum + ms, 0) / gapsMs.length;
  const varianceMs = gapsMs.reduce((sum, ms) => sum + (ms - meanMs) ** 2, 0) / gapsMs.length;
  // 100,000 gaps of 10 ms: the standard error of both is about 0.03 ms. Even spacing has a deviation of 0.
  expect(meanMs).toBeCloseTo(10, 0);
  expect(Math.sqrt(varianceMs)).toBeCloseTo(10, 0);
});

test('schedule() of a burst is so many requests and no more, at once or one after the other, within the load', () => {
  const dueAtMs = (everyMs: number): number[] =>
    schedule({ kind: 'burst', requestCount: 3, everyMs }, 1_000, Math.random);
  expect(dueAtMs(0)).toEqual([0, 0, 0]);
  expect(dueAtMs(400)).toEqual([0, 400, 800]);
  expect(dueAtMs(500)).toEqual([0, 500]);
});
