import { expect, test } from 'vitest';
import { withDatabase } from '../../stats/examples/example-database.ts';
import { withJobs } from '../../stats/examples/example-jobs.ts';
import { exampleRecord } from '../../stats/examples/example-record.ts';
import type { RunRecord } from '../../stats/record.ts';
import { summarize } from '../../stats/summary.ts';
import type { Appendix } from './appendix.ts';
import { closedLoopTool } from './closed-loop-tool.ts';
import { database } from './database.ts';
import { gates } from './gates.ts';
import { jobTimes } from './job-times.ts';
import { predicted } from './predicted.ts';
import { selfTest } from './self-test.ts';

type Row = Readonly<Record<string, string>>;

function rowsOf(appendix: Appendix, record: RunRecord): Row[] {
  const { columns, rows } = appendix.table(record, summarize(record));
  return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? ''])));
}

test('gates tell how many trials failed, and the worst that was measured', () => {
  const invalidTrials = [{ targetName: 'cluster', roundIndex: 1 }];
  const desync = rowsOf(gates, exampleRecord({ invalidTrials })).find((row) => row['Gate']?.startsWith('Answers that'));
  expect(desync).toMatchObject({ Limit: 'at most 0', cluster: '3, 1 of 3 FAILED', blocking: '0' });
});

test('a closed-loop tool’s percentiles are shown from the lowest round to the highest, never averaged', () => {
  const record = exampleRecord({ hasReported: true });
  const trials = record.trials.map((trial) => ({
    ...trial,
    closedLoopAudits: trial.closedLoopAudits.map((audit) => ({
      ...audit,
      reported: { p50Ms: 10 * (trial.roundIndex + 1), p90Ms: 50, p99Ms: 99, maxMs: 99, sampleCount: 100 },
    })),
  }));
  expect(rowsOf(closedLoopTool, { ...record, trials })[0]).toMatchObject({
    'autocannon p50': '10-30 ms',
    'autocannon p99': '99 ms',
    'lowest to highest of': '3 rounds',
  });
});

test('job times tell accepted from done, and a backlog that grew by no time of the end', () => {
  const record = withJobs(exampleRecord({ hasStamps: true }), 'thread-pool');
  const [row, ...others] = rowsOf(jobTimes, record);
  expect(others).toEqual([]);
  expect(row).toMatchObject({ Target: 'thread-pool', 'Accepted p50': '1.5 ms' });
  const timesMs = ['Begun p50', 'Done p50', 'In hand p50'].map((column) => Number.parseInt(row?.[column] ?? '', 10));
  expect(timesMs).toEqual(timesMs.toSorted((one, other) => one - other));
  expect(timesMs[1]).toBeGreaterThan((timesMs[0] ?? Infinity) + 50);
  const overloaded = withJobs(exampleRecord({ hasStamps: true, heavyPerSecond: 40 }), 'thread-pool');
  expect(rowsOf(jobTimes, overloaded)[0]).toMatchObject({ 'Begun p50': 'unstable', 'In hand p90': 'unstable' });
});

test('what the database took stands beside what awaiting it took, for those who say so', () => {
  const record = exampleRecord({ hasStamps: true, heavyPerSecond: 5, roundCount: 1 });
  expect(rowsOf(database, record)).toEqual([]);
  const [row] = rowsOf(database, withDatabase(record, 0.25));
  expect(row).toMatchObject({ Target: 'blocking', Stream: 'heavy', 'The database itself': '0.25 ms' });
  expect(Number.parseFloat(row?.['The work'] ?? '')).toBeGreaterThan(50);
  const overloaded = exampleRecord({ hasStamps: true, heavyPerSecond: 40 });
  expect(rowsOf(database, withDatabase(overloaded, 0.25))[0]).toMatchObject({
    'The database itself': '0.25 ms',
    'Until in hand': 'unstable',
  });
});

test('predicted says without end where arrivals outrun the capacity', () => {
  const rows = rowsOf(predicted, exampleRecord({ heavyPerSecond: 18 }));
  const mean = rows.find((row) => row['Target'] === 'blocking' && row['Figure'] === 'heavy mean');
  expect(mean).toMatchObject({ Model: 'M/D/1 at 144 %', Predicted: 'without end', Ratio: 'n/a' });
});

test('the self-test shows what a closed-loop tool says only where it was asked', () => {
  const record = exampleRecord({ selfTest: 'failed', roundCount: 1 });
  expect(rowsOf(selfTest, record)[0]).toMatchObject({ Measured: 'nothing', Found: 'NO', 'Closed-loop tool': '0 ms' });
  const answers = record.selfTest?.answers.slice(1) ?? [];
  const without = { ...record, selfTest: record.selfTest && { ...record.selfTest, answers } };
  expect(selfTest.table(without as RunRecord, summarize(record)).columns).not.toContain('Closed-loop tool');
});
