import { expect, test } from 'vitest';
import type { Probe } from './measure.ts';
import { heartbeatText, slowShare, worstMs } from './picture.ts';

/** Asked every 20 ms; those due from 200 up to 700 ms are answered at 700 ms. */
const STALLED: readonly Probe[] = Array.from({ length: 51 }, (_, index) => {
  const dueMs = index * 20;
  return { dueMs, waitMs: dueMs >= 200 && dueMs < 700 ? 700 - dueMs : 1 };
});
const WELL = STALLED.map(({ dueMs }) => ({ dueMs, waitMs: 1 }));

test('heartbeatText() draws a bar per 20 ms, and dots with the length where neighbours were held up', () => {
  expect(heartbeatText(STALLED)).toBe('health ||||||||||......500 ms silent......|||||||||||||||');
});

test('heartbeatText() without a stall is bars only', () => {
  expect(heartbeatText(WELL)).toBe(`health ${'|'.repeat(50)}`);
});

test('heartbeatText() tells a silence beside the picture that has no room in it', () => {
  const short = WELL.map((probe) => (probe.dueMs === 400 ? { ...probe, waitMs: 90 } : probe));
  expect(heartbeatText(short)).toMatch(/\|\.+\|+ {2}longest silence 90 ms$/);
  expect(heartbeatText(short, 'await-parts ').length).toBeLessThanOrEqual(80);
});

test('worstMs() is the longest wait of those who were due in a span', () => {
  expect(worstMs(STALLED)).toBe(500);
  expect(worstMs(STALLED, 0, 200)).toBe(1);
  expect(worstMs(STALLED, 600, 700)).toBe(100);
});

test('slowShare() is the share that waited longer than 50 ms, idle time not counted', () => {
  expect(slowShare(STALLED)).toBeCloseTo(23 / 51);
  expect(
    slowShare([
      { dueMs: -20, waitMs: 400 },
      { dueMs: 0, waitMs: 1 },
    ]),
  ).toBe(0);
});
