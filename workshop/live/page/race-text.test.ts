import { expect, test } from 'vitest';
import type { RunSight } from '../wire.ts';
import { raceText } from './race-text.ts';

const run = (laneName: string, lastReplyMs: number, silentMs: number, change: Partial<RunSight> = {}): RunSight =>
  ({ laneName, lastReplyMs, silentMs, state: 'ended', jobCount: 4, doneCount: 4, ...change }) as RunSight;

test('raceText() tells the order of the last replies, and not between those that are near', () => {
  const text = raceText([run('blocking', 1_600, 1_590), run('cluster', 840, 810), run('thread-pool', 800, 9)]);
  expect(text).toBe(
    'First thread-pool and cluster after 800 ms to 840 ms (too near to tell apart); then blocking after 1.60 s. A neighbour waited up to 9 ms at thread-pool, up to 1.59 s at blocking.',
  );
});

test('raceText() ranks nobody who did not do all jobs', () => {
  const text = raceText([run('blocking', 1_600, 1_590), run('load-shedding', 400, 390, { doneCount: 1 })]);
  expect(text).toMatch(/^First blocking after 1\.60 s\./);
  expect(text).toMatch(/Not all jobs were done: load-shedding \(1 of 4\)\.$/);
});

test.each([
  { states: ['ended', 'running', 'waiting'], text: '1 of 3 lanes are through.' },
  { states: ['ended', 'stopped', 'stopped'], text: '1 of 3 lanes are through, 2 stopped.' },
  { states: [], text: '' },
] as const)('raceText() of $states is "$text"', ({ states, text }) => {
  expect(raceText(states.map((state, index) => run(`lane ${index}`, 1, 1, { state })))).toBe(text);
});
