import { expect, test } from 'vitest';
import { coresUsed } from './cores-used.ts';

test('coresUsed() is CPU time over time, from each sample to the next', () => {
  expect(coresUsed({ atMs: [0, 200, 600], cpuMs: [50, 250, 1_050] })).toEqual([
    { fromMs: 0, toMs: 200, coreCount: 1 },
    { fromMs: 200, toMs: 600, coreCount: 2 },
  ]);
});

test('coresUsed() takes samples that lie near to each other together, as their rate would be rounding', () => {
  // 10 ms of CPU in 4 ms would be 2.5 cores.
  expect(coresUsed({ atMs: [0, 200, 204, 400], cpuMs: [0, 100, 110, 200] })).toEqual([
    { fromMs: 0, toMs: 200, coreCount: 0.5 },
    { fromMs: 200, toMs: 400, coreCount: 0.5 },
  ]);
});

test.each([
  { what: 'a single sample', atMs: [0], cpuMs: [100] },
  { what: 'none', atMs: [], cpuMs: [] },
])('coresUsed() of $what has nothing to say', ({ atMs, cpuMs }) => {
  expect(coresUsed({ atMs, cpuMs })).toEqual([]);
});

test('coresUsed() is never below nothing, as where a process took another’s place', () => {
  expect(coresUsed({ atMs: [0, 200], cpuMs: [500, 10] })).toEqual([{ fromMs: 0, toMs: 200, coreCount: 0 }]);
});
