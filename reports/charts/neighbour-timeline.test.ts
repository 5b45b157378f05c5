import { expect, test } from 'vitest';
import { exampleRecord } from '../../stats/examples/example-record.ts';
import { summarize } from '../../stats/summary.ts';
import { neighbourTimeline } from './neighbour-timeline.ts';

test('neighbour-timeline shows the worst wait of the round that it shows, each request when it was due', () => {
  const record = exampleRecord({ neighboursPerSecond: 2_000, roundCount: 1 });
  const { datasets } = neighbourTimeline.configure(record, summarize(record));
  const trial = record.trials.find(({ targetName }) => targetName === 'blocking');
  const warm = trial?.streams.find(({ streamName }) => streamName === 'neighbour-warm');
  const latencyMs = warm?.latencyMs ?? [];
  const worstIndex = latencyMs.indexOf(Math.max(...latencyMs));
  const line = datasets.find(({ label, showLine }) => label === 'blocking' && showLine === true);
  expect(line?.data.length).toBeLessThan(latencyMs.length);
  expect(line?.data).toContainEqual([
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
