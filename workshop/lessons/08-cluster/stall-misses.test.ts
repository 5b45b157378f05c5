import { expect, test } from 'vitest';
import type { Probe } from '../../referee/measure.ts';
import { example } from './example-visit.ts';
import { stallMisses, waitsOf } from './stall-misses.ts';

const QUIET = { workMs: 400, noiseMs: 1 };
const waits = (slowCount: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => (index < slowCount ? 380 : 2));

test.each([
  { who: 'nobody', maker: 0, held: 0, fresh: 0 },
  { who: 'one in twenty of each kind', maker: 2, held: 2, fresh: 2 },
])('$who may wait', ({ maker, held, fresh }) => {
  const all = { maker: waits(maker, 40), held: waits(held, 40), fresh: waits(fresh, 40) };
  expect(stallMisses(all, QUIET)).toEqual([]);
});

test('the user of the job is heard, however many other workers there are', () => {
  const sixtyFourWorkers = { maker: waits(15, 16), held: waits(1, 64), fresh: waits(1, 64) };
  const [miss, ...others] = stallMisses(sixtyFourWorkers, QUIET);
  expect(miss?.fact).toMatch(
    /^While a job ran, 1\.6 % of the users .* and 94 % of the questions .* 52 ms; at most 5\.0 %/,
  );
  expect(miss?.isClear).toBe(true);
  expect(others).toEqual([]);
});

test('a primary that is held is told apart from a worker that is', () => {
  const [miss] = stallMisses({ maker: waits(0, 40), held: waits(0, 40), fresh: waits(30, 40) }, QUIET);
  expect(miss?.fact).toMatch(/75 % of the users with new connections .* whose connections stay open it was 0 %\.$/);
  expect(miss?.isClear).toBe(true);
});

test('a primary that is held is named, although the map that it keeps holds up the maker too', () => {
  const [miss] = stallMisses({ maker: waits(30, 40), held: waits(0, 40), fresh: waits(30, 40) }, QUIET);
  expect(miss?.question).toMatch(/^Which process takes every new connection/);
});

test('a worker that is held is named, although it holds one of the new connections too', () => {
  const [miss] = stallMisses({ maker: waits(30, 40), held: waits(10, 40), fresh: waits(8, 40) }, QUIET);
  expect(miss?.question).toMatch(/the loop of that worker/);
});

test('a share that is barely missed, or waits that noise explains, are tried again', () => {
  const [barely] = stallMisses({ maker: waits(0, 40), held: waits(4, 40), fresh: [] }, QUIET);
  expect(barely?.isClear).toBe(false);
  const [noisy] = stallMisses({ maker: waits(20, 40), held: [], fresh: [] }, { workMs: 400, noiseMs: 200 });
  expect(noisy?.isClear).toBe(false);
});

test('waits between two jobs are nobody’s stall', () => {
  const probes: Probe[] = [
    { dueMs: -20, waitMs: 1 },
    { dueMs: 10, waitMs: 2 },
    { dueMs: 100, waitMs: 3 },
    { dueMs: 500, waitMs: 4 },
  ];
  const visit = example({ fromMs: 0, toMs: 100, waitsMs: { polls: [5], neighbours: [6] } });
  expect(waitsOf([visit], probes)).toEqual({ maker: [5], held: [2], fresh: [6] });
});

test('the picture has a sign for each of the first users, and fits a terminal of 80 columns', () => {
  const [miss] = stallMisses({ maker: waits(9, 10), held: waits(100, 400), fresh: [] }, QUIET);
  expect(miss?.picture).toBe(`kept open  ${'.'.repeat(50)}  50 of 50 waited`);
  expect(miss?.picture?.length).toBeLessThanOrEqual(80);
});
