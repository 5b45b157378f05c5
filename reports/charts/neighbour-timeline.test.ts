import { expect, test } from 'vitest';
import { burstRecord } from '../../stats/examples/example-burst.ts';
import { exampleRecord } from '../../stats/examples/example-record.ts';
import { summarize } from '../../stats/summary.ts';
import { withTimeouts } from '../example-report.ts';
import { neighbourTimeline } from './neighbour-timeline.ts';

test('neighbour-timeline shows the worst wait of the round that it shows, each request when it was due', () => {
  const record = exampleRecord({ neighboursPerSecond: 2_000, roundCount: 1 });
  const { datasets } = neighbourTimeline.configure(record, summarize(record));
  const trial = record.trials.find(({ targetName }) => targetName === 'blocking');
  const warm = trial?.streams.find(({ streamName }) => streamName === 'neighbour-warm');
  const latencyMs = warm?.latencyMs ?? [];
  const worstIndex = latencyMs.indexOf(Math.max(...latencyMs));
  const ticks = datasets.find(({ label, isTicks }) => label === 'blocking' && isTicks === true);
  expect(ticks?.data.length).toBeLessThan(latencyMs.length);
  expect(ticks?.data).toContainEqual([
    Number(((warm?.dueAtMs[worstIndex] ?? 0) / 1_000).toFixed(4)),
    latencyMs[worstIndex],
  ]);
});

test('neighbour-timeline marks quiet, load and recovery', () => {
  const record = exampleRecord({ roundCount: 1 });
  const { bands } = neighbourTimeline.configure(record, summarize(record)).annotations;
  expect(bands?.map(({ fromX, toX }) => [fromX, toX])).toEqual([
    [0, 1],
    [1, 5],
    [5, 6],
  ]);
});

test('neighbour-timeline shows the stall of a burst as one gap with its length, and none of a pool', () => {
  const record = burstRecord();
  const { gaps = [] } = neighbourTimeline.configure(record, summarize(record)).annotations;
  // Of rounds of 1.5, 1.65 and 1.8 s the middle one; the first neighbour came a moment after the burst.
  expect(gaps.map(({ target, label }) => [target, label])).toEqual([
    ['async-cpu', '1.75 s'],
    ['blocking', '1.63 s'],
    ['cluster', '879 ms'],
  ]);
  const [longest] = gaps;
  expect(longest?.fromX).toBeCloseTo(1, 1);
  expect(longest?.toX).toBeCloseTo(2.76, 1);
});

test('neighbour-timeline says of a wait that was given up that it was at least so long', () => {
  const record = withTimeouts(burstRecord(), 'neighbour-warm');
  const { gaps = [] } = neighbourTimeline.configure(record, summarize(record)).annotations;
  expect(gaps.map(({ label }) => label.startsWith('≥ '))).toEqual([true, true, true]);
});

test('neighbour-timeline stays small, however many requests there are', () => {
  const record = exampleRecord({ neighboursPerSecond: 2_000, roundCount: 1, clientCount: 1 });
  const { datasets, annotations } = neighbourTimeline.configure(record, summarize(record));
  for (const name of record.targets.map((target) => target.name)) {
    const points = datasets.filter(({ label }) => label === name).flatMap(({ data }) => data);
    const gaps = annotations.gaps?.filter(({ target }) => target === name) ?? [];
    expect(points.length + gaps.length).toBeLessThan(2_000);
  }
});

test('neighbour-timeline has the limit of a stall in its range, however calm it was', () => {
  const record = exampleRecord({ clientCount: 0, roundCount: 1 });
  const { scales, annotations } = neighbourTimeline.configure(record, summarize(record));
  expect(annotations.gaps).toEqual([]);
  const ticks = scales['y0']?.holdupTicks?.map(({ value }) => value) ?? [];
  expect(Math.max(...ticks)).toBe(100);
});

test('neighbour-timeline is not shown where nobody was measured', () => {
  const record = { ...exampleRecord({ roundCount: 1, status: 'partial' }), trials: [] };
  expect(neighbourTimeline.isShown?.(record, summarize(record))).toBe(false);
});
