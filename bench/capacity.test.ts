import { expect, test } from 'vitest';
import type { Calibration } from '../stats/record.ts';
import { pressingClientCount } from './capacity.ts';

const calibrated = (mean: number): Calibration => ({
  taskName: 'spin',
  input: null,
  durationMs: { mean, p50: mean, p25: mean, p75: mean, min: mean, max: mean },
  runCount: 1,
  samplesMs: [mean],
});

test.each([
  { what: 'two workers', workerCount: 2, queueLimitCount: 100, taskMs: 100, count: 8 },
  {
    what: 'tasks so short that clients find them done late',
    workerCount: 2,
    queueLimitCount: 100,
    taskMs: 5,
    count: 26,
  },
  { what: 'tasks of no time', workerCount: 2, queueLimitCount: 100, taskMs: 0.01, count: 102 },
  { what: 'more workers than the queue has room for', workerCount: 64, queueLimitCount: 100, taskMs: 100, count: 164 },
])('pressingClientCount() with $what is $count', ({ workerCount, queueLimitCount, taskMs, count }) => {
  expect(pressingClientCount({ workerCount, queueLimitCount }, calibrated(taskMs))).toBe(count);
});

test('pressingClientCount() without a calibration is four for each worker', () => {
  expect(pressingClientCount({ workerCount: 2, queueLimitCount: 100 }, null)).toBe(8);
});
