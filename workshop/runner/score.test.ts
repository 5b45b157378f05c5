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

test('progressBar() is empty at first and full at last', () => {
  expect(progressBar(0, 10)).toBe('Progress [>-------------------] 0/10');
  expect(progressBar(5, 10)).toBe('Progress [##########>---------] 5/10');
  expect(progressBar(10, 10)).toBe('Progress [####################] 10/10');
});
