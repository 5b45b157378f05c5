import { expect, test } from 'vitest';
import { exampleRecord } from '../../stats/examples/example-record.ts';
import { type RoundSummary, summarize } from '../../stats/summary.ts';
import { stripsOf, typicalRound } from './timeline-strips.ts';

const round = (roundIndex: number, worstMs: number): RoundSummary => ({
  roundIndex,
  waitMs: { p50: null, p90: null, p99: null, max: { valueMs: worstMs, isAtLeast: false } },
  donePerSecond: 0,
});

test('typicalRound() is the one whose worst wait is the middle one', () => {
  expect(typicalRound([round(0, 900), round(1, 5), round(2, 480)])?.roundIndex).toBe(2);
  expect(typicalRound([round(0, 900), round(1, 5)])?.roundIndex).toBe(1);
  expect(typicalRound([])).toBeUndefined();
});

test('stripsOf() leaves out requests that were refused: they did not wait', () => {
  const record = exampleRecord({ roundCount: 1 });
  const counts = stripsOf(record, summarize(record)).map(({ points }) => points.length);
  const trials = record.trials.map((trial) => ({
    ...trial,
    streams: trial.streams.map((stream) => ({ ...stream, outcomes: stream.outcomes.with(0, 'refused') })),
  }));
  const refused = { ...record, trials };
  expect(stripsOf(refused, summarize(refused)).map(({ points }) => points.length)).toEqual(
    counts.map((count) => count - 1),
  );
});
