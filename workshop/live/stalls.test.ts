import { expect, test } from 'vitest';
import { lateShare, longestSilenceMs, stallsOf } from './stalls.ts';

/** A loop that stands still from 100 to 500: who comes meanwhile is answered at its end. */
const held = [80, 100, 120, 300, 460, 480, 500].map((dueAtMs) => ({
  dueAtMs,
  waitMs: dueAtMs >= 100 && dueAtMs < 500 ? 500 - dueAtMs : 1,
}));

test('stallsOf() joins the neighbours of one hold, from the first due to the last answered', () => {
  expect(stallsOf(held)).toEqual([{ fromMs: 100, toMs: 500 }]);
  expect(stallsOf(held.toReversed())).toEqual([{ fromMs: 100, toMs: 500 }]);
});

test('stallsOf() keeps two holds apart when somebody was answered between them', () => {
  const later = held.map(({ dueAtMs, waitMs }) => ({ dueAtMs: dueAtMs + 1_000, waitMs }));
  expect(stallsOf([...held, ...later])).toEqual([
    { fromMs: 100, toMs: 500 },
    { fromMs: 1_100, toMs: 1_500 },
  ]);
});

test('a broken connection is no stall', () => {
  const broken = [{ dueAtMs: 0, waitMs: null }];
  expect(stallsOf(broken)).toEqual([]);
  expect(lateShare(broken)).toBe(0);
});

test('longestSilenceMs() tells short waits too, and nothing of nobody', () => {
  expect(longestSilenceMs([{ dueAtMs: 0, waitMs: 7 }])).toBe(7);
  expect(longestSilenceMs(held)).toBe(400);
  expect(longestSilenceMs([])).toBe(0);
});

test('lateShare() counts who waited more than 50 ms', () => {
  // Those due at 100, 120 and 300 waited 400, 380 and 200; at 460 and 480 only 40 and 20.
  expect(lateShare(held)).toBeCloseTo(3 / 7);
});
