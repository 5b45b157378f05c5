import { expect, test } from 'vitest';
import { exampleRecord } from './examples/example-record.ts';
import { isPrecise } from './precision.ts';
import { type StreamSummary, type Summary, summarize } from './summary.ts';

/** The example's summary with every interval as narrow as a run can wish, then changed. */
function summaryWith(change: (stream: StreamSummary) => Partial<StreamSummary>, validTrialCount = 6): Summary {
  const summary = summarize(exampleRecord({ roundCount: 6, neighboursPerSecond: 60 }));
  const exact = (value: number) => ({ value, low: value, high: value, confidenceShare: 0.95 });
  const levels = summary.levels.map((level) => ({
    ...level,
    targets: level.targets.map((target) => ({
      ...target,
      validTrialCount,
      streams: target.streams.map((stream) => {
        const narrow = {
          ...stream,
          backlog: null,
          waitMs: { ...stream.waitMs, p99: { valueMs: 100, isAtLeast: false } },
          intervals: { p50: null, p90: null, p99: exact(100) },
          donePerSecond: exact(10),
        };
        return { ...narrow, ...change(narrow) };
      }),
    })),
  }));
  return { ...summary, levels };
}

const half = (value: number, halfWidth: number) => ({
  value,
  low: value - halfWidth,
  high: value + halfWidth,
  confidenceShare: 0.95,
});

test('isPrecise() once all intervals are narrow and there are six rounds', () => {
  expect(isPrecise(summaryWith(() => ({})))).toBe(true);
  expect(isPrecise(summaryWith(() => ({}), 5))).toBe(false);
});

test.each([
  { halfWidth: 14, isEnough: true },
  { halfWidth: 16, isEnough: false },
])('a p99 of 100 ms within $halfWidth ms is precise: $isEnough', ({ halfWidth, isEnough }) => {
  const change = () => ({ intervals: { p50: null, p90: null, p99: half(100, halfWidth) } });
  expect(isPrecise(summaryWith(change))).toBe(isEnough);
});

test('isPrecise() asks for no more than a millisecond, and for nothing of a backlog that grows', () => {
  expect(isPrecise(summaryWith(() => ({ intervals: { p50: null, p90: null, p99: half(2, 0.9) } })))).toBe(true);
  const growing = { backlog: { perSecond: half(52, 40), isGrowing: true } };
  expect(isPrecise(summaryWith(() => ({ ...growing, intervals: { p50: null, p90: null, p99: null } })))).toBe(true);
});

test('isPrecise() asks for a rate within 5 %', () => {
  expect(isPrecise(summaryWith(() => ({ donePerSecond: half(10, 0.4) })))).toBe(true);
  expect(isPrecise(summaryWith(() => ({ donePerSecond: half(10, 0.6) })))).toBe(false);
});
