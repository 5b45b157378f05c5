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
