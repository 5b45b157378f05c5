import { expect, test } from 'vitest';
import { distanceFactor, scoreOf } from './score.ts';
import { progressBar } from './screens.ts';

test.each([
  { predicted: 400, truth: 400, factor: 1 },
  { predicted: 100, truth: 400, factor: 4 },
  { predicted: 400, truth: 100, factor: 4 },
  { predicted: 0, truth: 3, factor: 1 },
  { predicted: 0, truth: 500, factor: 100 },
])(
  'a prediction of $predicted ms is off by a factor of $factor when it was $truth ms',
  ({ predicted, truth, factor }) => {
    expect(distanceFactor(predicted, truth, 'ms')).toBe(factor);
  },
);

test.each([
  { predicted: 410, points: 3 },
  { predicted: 800, points: 2 },
  { predicted: 50, points: 1 },
  { predicted: 5, points: 0 },
])('$predicted ms said of 400 ms is worth $points points', ({ predicted, points }) => {
  expect(scoreOf(predicted, 400, 'ms').points).toBe(points);
});

test('scoreOf() tells both numbers kindly', () => {
  expect(scoreOf(5, 498, 'ms').text).toBe('You said 5.0 ms, it was 498 ms. A surprise worth keeping.');
});

test.each([
  { predicted: 0.25, truth: 0.25, text: 'You said 25 %, it was 25 %. Spot on.' },
  { predicted: 1, truth: 0.75, text: 'You said 100 %, it was 75 %. Close.' },
  { predicted: 0, truth: 0.0625, text: 'You said 0 %, it was 6.3 %. The right size is near.' },
  { predicted: 0, truth: 0.75, text: 'You said 0 %, it was 75 %. A surprise worth keeping.' },
])('a share is told in percent: $text', ({ predicted, truth, text }) => {
  expect(scoreOf(predicted, truth, 'share').text).toBe(text);
});

test('a status code is right or wrong, and never near', () => {
  expect(scoreOf(200, 200, 'status')).toEqual({ points: 3, text: 'You said 200, it was 200. Spot on.' });
  expect(scoreOf(201, 200, 'status').points).toBe(0);
});

test('progressBar() is empty at first and full at last', () => {
  expect(progressBar(0, 10)).toBe('Progress [>-------------------] 0/10');
  expect(progressBar(5, 10)).toBe('Progress [##########>---------] 5/10');
  expect(progressBar(10, 10)).toBe('Progress [####################] 10/10');
});
