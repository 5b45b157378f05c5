import { expect, test } from 'vitest';
import { Pace } from './pace.ts';

test('Pace believes the plan until a trial has ended', () => {
  const pace = new Pace(4, 1_000);
  expect(pace.leftMs(0)).toBe(4_000);
  pace.started(500);
  expect(pace.leftMs(1_000)).toBe(3_500);
});

test('Pace corrects itself by what trials took, with what lies between them', () => {
  const pace = new Pace(4, 1_000);
  pace.started(0);
  pace.ended(3_000);
  expect(pace.leftMs(3_000)).toBe(6_000); // three more of (1000 + 3000) / 2
  pace.started(5_000); // two seconds of calibration
  pace.ended(8_000);
  expect(pace.leftMs(8_000)).toBe(6_000); // two more of (1000 + 8000) / 3
});

test('a trial that takes longer than planned neither goes back nor counts as done', () => {
  const pace = new Pace(2, 1_000);
  pace.started(0);
  const shares = [0, 500, 1_000, 5_000].map((atMs) => pace.doneShare(atMs));
  expect(shares).toEqual([0, 0.25, 0.5, 0.5]);
  expect(pace.leftMs(5_000)).toBe(1_000);
  pace.ended(5_000);
  expect(pace.doneShare(5_500)).toBe(0.5);
  pace.started(6_000);
  pace.ended(7_000);
  expect({ share: pace.doneShare(7_000), leftMs: pace.leftMs(7_000), done: pace.doneCount }).toEqual({
    share: 1,
    leftMs: 0,
    done: 2,
  });
});
