import { expect, test } from 'vitest';
import { exampleRecord } from '../../stats/examples/example-record.ts';
import { summarize } from '../../stats/summary.ts';
import { percentileCurve } from './percentile-curve.ts';

test('percentile-curve stops each line where fewer than ten samples lie beyond it', () => {
  const record = exampleRecord();
  const summary = summarize(record);
  const { datasets } = percentileCurve.configure(record, summary);
  const warm = datasets.find(({ label, yAxisID }) => label === 'blocking' && yAxisID === 'warm');
  const sampleCount = summary.targets[0]?.streams.find(
    ({ streamName }) => streamName === 'neighbour-warm',
  )?.sampleCount;
  expect(warm?.data.at(-1)?.[0]).toBeCloseTo((sampleCount ?? 0) / 10, 1);
});

test('percentile-curve never falls', () => {
  const record = exampleRecord({ roundCount: 1 });
  for (const { data } of percentileCurve.configure(record, summarize(record)).datasets) {
    const waits = data.map(([, ms]) => ms);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  }
});

test('percentile-curve gives no number that ten samples do not support', () => {
  const record = exampleRecord({ roundCount: 1 });
  const { columns, rows } = percentileCurve.table(record, summarize(record));
  const last = columns.indexOf('99.9 %');
  expect(rows.map((row) => row[last])).toEqual(rows.map((row) => `n/a (n ${row[2] ?? ''})`));
});

test('percentile-curve leaves out trials that failed a gate, and neighbours whose backlog grew', () => {
  const record = exampleRecord({ invalidTrials: [{ targetName: 'thread-pool', roundIndex: 1 }] });
  const summary = summarize(record);
  const { rows } = percentileCurve.table(record, summary);
  const pool = summary.targets.find(({ targetName }) => targetName === 'thread-pool');
  const warm = pool?.streams.find(({ streamName }) => streamName === 'neighbour-warm');
  expect(rows.find(([name, role]) => name === 'thread-pool' && role === 'warm')?.[2]).toBe(String(warm?.sampleCount));
  expect(rows.map(([name, role]) => `${name} ${role}`)).not.toContain('blocking cold');
});

test('percentile-curve offers warm, cold and heavy as tabs, and draws all of them where there are none', () => {
  const record = exampleRecord();
  const summary = summarize(record);
  const names = percentileCurve.views?.(record, summary).map(({ name }) => name);
  expect(names).toEqual(['warm', 'cold', 'heavy']);
  const shown = (viewName?: string) => [
    ...new Set(percentileCurve.configure(record, summary, viewName).datasets.map(({ yAxisID }) => yAxisID)),
  ];
  expect(shown()).toEqual(names);
  expect(shown('cold')).toEqual(['cold']);
});

test('percentile-curve shades from the lowest to the highest round, no further than each has ten samples beyond', () => {
  const record = exampleRecord();
  const { datasets } = percentileCurve.configure(record, summarize(record), 'warm');
  const pool = datasets.find(({ label }) => label === 'thread-pool');
  const spread = pool?.spread ?? [];
  expect(spread.length).toBeGreaterThan(10);
  expect(spread.every(([, low, high]) => low <= high)).toBe(true);
  expect(spread.some(([, low, high]) => low < high)).toBe(true);
  // Three rounds together carry a line three times as far as one of them.
  const reach = (pool?.data.at(-1)?.[0] ?? 0) / (spread.at(-1)?.[0] ?? 1);
  expect(reach).toBeGreaterThan(2.5);
  expect(reach).toBeLessThan(4);
});

test('percentile-curve shades nothing of a single round', () => {
  const record = exampleRecord({ roundCount: 1 });
  const { datasets, annotations } = percentileCurve.configure(record, summarize(record));
  expect(datasets.flatMap(({ spread = [] }) => spread)).toEqual([]);
  expect(annotations.legend?.map(({ text }) => text).filter((text) => text.startsWith('pale'))).toEqual([]);
});

test('percentile-curve marks the limit of a stall for neighbours alone, and names who has no line', () => {
  const record = exampleRecord();
  const { annotations } = percentileCurve.configure(record, summarize(record));
  expect(annotations.lines?.map(({ scaleId, value }) => [scaleId, value])).toEqual([
    ['warm', 50],
    ['cold', 50],
  ]);
  const cold = annotations.headings?.find(({ scaleId }) => scaleId === 'cold');
  expect(cold?.note).toMatch(/unstable, so without a line: blocking/u);
});
