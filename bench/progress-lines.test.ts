import { expect, test } from 'vitest';
import { Pace } from './pace.ts';
import { progressLines } from './progress-lines.ts';

const step = { title: 'round 1, worker-per-request', startedAtMs: 1_000, plannedMs: 9_000 };

test('before the first trial the block tells what is found out, and how long that takes', () => {
  const before = { pace: null, isAtMost: false, last: null };
  const lines = progressLines({ ...before, step: { title: 'self-test', startedAtMs: 0, plannedMs: 6_000 } }, 2_000);
  expect(lines).toEqual(['Before the first trial:', 'now:  self-test, 2 s of about 6 s', '']);
});

test('during the trials it tells how far, what now, and what the last one showed', () => {
  const pace = new Pace(4, 9_000);
  pace.started(0);
  pace.ended(9_000);
  pace.started(10_000);
  const tail = { longestMs: 512, p99Ms: 498, heartbeat: '▁▂▇█▇█▁▁' };
  const state = { pace, isAtMost: false, step: { ...step, startedAtMs: 10_000 }, last: { title: 'blocking', tail } };
  expect(progressLines(state, 14_500)).toEqual([
    '████████░░░░░░░░░░░░ 1 of 4 trials, about 23 s left',
    'now:  round 1, worker-per-request, 5 s of about 9 s',
    'last: blocking: neighbours waited up to 512 ms, p99 498 ms ▁▂▇█▇█▁▁',
  ]);
});

test('rounds that may end early take at most so long', () => {
  const [line] = progressLines({ pace: new Pace(10, 60_000), isAtMost: true, step: null, last: null }, 0);
  expect(line).toBe('░░░░░░░░░░░░░░░░░░░░ 0 of at most 10 trials, at most 10 min 0 s left');
});

test('nobody promises a time that is over', () => {
  const state = { pace: null, isAtMost: false, last: null, step };
  expect(progressLines(state, 20_000)[1]).toBe('now:  round 1, worker-per-request, 19 s');
});
