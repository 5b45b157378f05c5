import { describe, expect, test } from 'vitest';
import { expectHeavy, expectNeighbour, serverModel } from './server-model.ts';
import type { Waits } from './summary.ts';

const loop = serverModel({ kind: 'loop', count: 1 }, 20, 4);
const twoLoops = serverModel({ kind: 'loop', count: 2 }, 20, 4);
const pool = serverModel({ kind: 'pool', count: 2 }, 20, 4);
const poisson = (arrivalsPerSecond: number) => ({ kind: 'open', arrivalsPerSecond, spacing: 'poisson' }) as const;
const even = (arrivalsPerSecond: number) => ({ kind: 'open', arrivalsPerSecond, spacing: 'even' }) as const;
const clients = (clientCount: number) => ({ kind: 'closed', clientCount }) as const;
const wait = (valueMs: number) => ({ valueMs, isAtLeast: false });
const quiet: Waits = { p50: wait(0.5), p90: wait(0.8), p99: null, max: wait(3) };
const nothing: Waits = { p50: null, p90: null, p99: null, max: null };

test('serverModel() counts no more servers than cores, and one at least', () => {
  expect(serverModel({ kind: 'pool', count: 8 }, 20, 2).serverCount).toBe(2);
  expect(serverModel({ kind: 'pool', count: 2 }, 20, 8).serverCount).toBe(2);
  expect(serverModel({ kind: 'loop', count: 1 }, 20, 0).serverCount).toBe(1);
});

describe('expectHeavy()', () => {
  test('of one loop at 25 per second of 20 ms is the second known answer: mean 30, p50 20, p90 50, p99 87', () => {
    const { model, utilisation, values } = expectHeavy(loop, poisson(25), 0) ?? {};
    expect({ model, utilisation, done: values?.donePerSecond }).toEqual({ model: 'M/D/1', utilisation: 0.5, done: 25 });
    expect([values?.mean, values?.p50, values?.p90, values?.p99].map((ms) => Math.round(ms ?? 0))).toEqual([
      30, 20, 50, 87,
    ]);
  });

  test('of two loops at twice the rate is that of one loop', () => {
    const one = expectHeavy(loop, poisson(25), 0)?.values;
    const two = expectHeavy(twoLoops, poisson(50), 0);
    expect(two?.model).toBe('2 x M/D/1');
    expect(two?.values).toEqual({ ...one, donePerSecond: 50 });
  });

  test('of a pool of two waits less than two loops, as it has one queue', () => {
    const pooled = expectHeavy(pool, poisson(50), 0);
    expect(pooled?.model).toBe('M/D/2');
    expect(pooled?.values.mean).toBeCloseTo(20 * 1.176741057, 6);
  });

  test('adds the floor to every time, and to no rate', () => {
    const bare = expectHeavy(loop, poisson(25), 0)?.values;
    const floored = expectHeavy(loop, poisson(25), 1)?.values;
    expect((floored?.p99 ?? 0) - (bare?.p99 ?? 0)).toBeCloseTo(1, 9);
    expect(floored?.donePerSecond).toBe(25);
  });

  test('adds what it takes to find an output, and in a closed loop only where it keeps workers waiting', () => {
    const delayMs = (ageMs: number): number => ageMs / 10;
    const bare = expectHeavy(loop, poisson(25), 0)?.values;
    const found = expectHeavy(loop, poisson(25), 0, delayMs)?.values;
    expect(found?.p90).toBeCloseTo(1.1 * (bare?.p90 ?? 0), 9);
    expect(found?.donePerSecond).toBe(25);
    expect(expectHeavy(loop, clients(10), 0, delayMs)?.values).toEqual({ donePerSecond: 50, mean: 200 });
    expect(expectHeavy(loop, clients(1), 0, () => 20)?.values).toEqual({ donePerSecond: 25, mean: 40 });
  });

  test('above capacity has no end, and is done at the capacity', () => {
    expect(expectHeavy(loop, poisson(80), 0)).toEqual({
      model: 'M/D/1',
      utilisation: 1.6,
      values: { donePerSecond: 50, mean: Infinity, p50: Infinity, p90: Infinity, p99: Infinity },
    });
  });

  test('of evenly spaced arrivals never queues, and is not known where they are split at random', () => {
    expect(expectHeavy(loop, even(25), 1)?.values).toMatchObject({ donePerSecond: 25, mean: 21, p99: 21 });
    expect(expectHeavy(pool, even(75), 0)).toMatchObject({ model: 'D/D/2', values: { p99: 20 } });
    expect(expectHeavy(loop, even(60), 0)?.values.mean).toBe(Infinity);
    expect(expectHeavy(twoLoops, even(25), 0)).toBeNull();
  });

  test.each([
    { server: loop, clientCount: 10, floorMs: 1, model: 'N x D', donePerSecond: 50, mean: 200 },
    { server: pool, clientCount: 10, floorMs: 1, model: 'N x D / 2', donePerSecond: 100, mean: 100 },
    { server: loop, clientCount: 1, floorMs: 5, model: 'N x D', donePerSecond: 40, mean: 25 },
  ])('of $clientCount clients is $model: $mean ms', ({ server, clientCount, floorMs, model, donePerSecond, mean }) => {
    const values = { donePerSecond, mean };
    expect(expectHeavy(server, clients(clientCount), floorMs)).toEqual({ model, utilisation: null, values });
  });
});

describe('expectNeighbour()', () => {
  test('at one loop finds the work that is there: mean 10, p90 30, p99 67 on top of the floor', () => {
    const { mean = 0, p90 = 0, p99 = 0 } = expectNeighbour(loop, poisson(25), quiet)?.values ?? {};
    expect([mean, p90, p99].map((ms) => Math.round(ms - 0.5))).toEqual([10, 30, 67]);
  });

  test('without a floor is taken to cost nothing itself', () => {
    expect(expectNeighbour(loop, poisson(25), nothing)?.values.mean).toBeCloseTo(10, 9);
  });

  test('beside a pool waits as in the quiet phase, where that is known', () => {
    const expected = { model: 'quiet phase', values: { p50: 0.5, p90: 0.8 } };
    expect(expectNeighbour(pool, poisson(25), quiet)).toEqual({ ...expected, utilisation: 0.25 });
    expect(expectNeighbour(pool, clients(8), quiet)).toEqual({ ...expected, utilisation: null });
  });

  test('beside evenly spaced work finds the loop busy for D of every interval', () => {
    // Busy half of the time, and then for 0..20 ms more: mean 5, one in ten waits more than 16.
    const { values } = expectNeighbour(loop, even(25), nothing) ?? {};
    expect(values?.mean).toBeCloseTo(5, 9);
    expect(values?.p90).toBeCloseTo(16, 9);
    expect(expectNeighbour(loop, even(60), nothing)?.values.mean).toBe(Infinity);
  });

  test('beside clients in a closed loop waits one turn and a half of it, beside one half of a task', () => {
    expect(expectNeighbour(loop, clients(10), quiet)).toMatchObject({ model: '1.5 x N x D', values: { mean: 300.5 } });
    expect(expectNeighbour(loop, clients(1), quiet)).toMatchObject({ model: 'D / 2', values: { mean: 10.5 } });
  });

  test('at several loops is known for Poisson arrivals only', () => {
    expect(expectNeighbour(twoLoops, poisson(50), nothing)?.values.mean).toBeCloseTo(10, 9);
    expect(expectNeighbour(twoLoops, clients(8), quiet)).toBeNull();
    expect(expectNeighbour(twoLoops, even(25), quiet)).toBeNull();
  });
});
