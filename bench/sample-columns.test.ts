import { expect, test } from 'vitest';
import { sampleColumns } from './sample-columns.ts';

test('sampleColumns() orders by due time, rounds to microseconds and knows no negative wait', () => {
  const columns = sampleColumns(
    'heavy',
    [
      { dueAtMs: 20, sentAtMs: 20.000_4, latencyMs: -0.001, outcome: 'ok' },
      { dueAtMs: 10.123_456, sentAtMs: 11, latencyMs: 5, outcome: 'refused' },
    ],
    { beforeCount: 1, duringCount: 2 },
  );
  expect(columns).toEqual({
    streamName: 'heavy',
    dueAtMs: [10.123, 20],
    sentAtMs: [11, 20],
    latencyMs: [5, 0],
    outcomes: ['refused', 'ok'],
    openedBeforeCount: 1,
    openedDuringCount: 2,
  });
});
