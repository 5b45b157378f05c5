import { expect, test } from 'vitest';
import { pollDelayMs, pollIntervalMs } from './polling.ts';

test.each([
  { ageMs: 0, intervalMs: 50 },
  { ageMs: 500, intervalMs: 50 },
  { ageMs: 1_000, intervalMs: 100 },
  { ageMs: 60_000, intervalMs: 6_000 },
])('a job of $ageMs ms is asked for again after $intervalMs ms', ({ ageMs, intervalMs }) => {
  expect(pollIntervalMs(ageMs)).toBe(intervalMs);
  expect(pollDelayMs(ageMs)).toBe(intervalMs / 2);
});

test('a job of 10 s costs some forty questions, as 10 + 10 ln(T / 500) says', () => {
  let count = 0;
  for (let ageMs = 0; ageMs < 10_000; ageMs += pollIntervalMs(ageMs)) count += 1;
  expect(Math.abs(count - (10 + 10 * Math.log(10_000 / 500)))).toBeLessThan(3);
});
