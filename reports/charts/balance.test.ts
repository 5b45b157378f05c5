import { expect, test } from 'vitest';
import { withJobs } from '../../stats/examples/example-jobs.ts';
import { exampleRecord } from '../../stats/examples/example-record.ts';
import type { Outcome, RunRecord } from '../../stats/record.ts';
import { summarize } from '../../stats/summary.ts';
import { balance } from './balance.ts';

type Row = Readonly<Record<string, string>>;

function rowsOf(record: RunRecord): Row[] {
  const { columns, rows } = balance.table(record, summarize(record));
  return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? ''])));
}

/** Of every ten heavy requests the first ends otherwise. */
const withOutcome = (record: RunRecord, outcome: Outcome): RunRecord => ({
  ...record,
  trials: record.trials.map((trial) => ({
    ...trial,
    streams: trial.streams.map((stream) =>
      stream.streamName === 'heavy'
        ? { ...stream, outcomes: stream.outcomes.map((own, index) => (index % 10 === 0 ? outcome : own)) }
        : stream,
    ),
  })),
});

/** The last job of the target was accepted, and nobody ever heard of it again. */
function withUntoldJob(record: RunRecord, targetName: string): RunRecord {
  const jobs = withJobs(record, targetName);
  jobs.trials.find((trial) => trial.targetName === targetName)?.streams[0]?.jobStates?.fill('unknown', -1);
  return jobs;
}

test('accounts of requests balance, and say so loudly when they do not', () => {
  const record = exampleRecord({ roundCount: 1 });
  expect(rowsOf(record).map((row) => row['Balance'])).toEqual(Array.from({ length: 4 }, () => 'balances'));
  // One request without a trace is too few for a gate to look at in a closed loop that has no schedule.
  const summary = summarize(record);
  const [level] = summary.levels;
  const targets = (level?.targets ?? []).map((target) => ({
    ...target,
    ledger: { ...target.ledger, isBalanced: false },
  }));
  const odd = { ...summary, levels: level === undefined ? [] : [{ ...level, targets }] };
  expect(balance.table(record, odd).rows[0]?.at(-1)).toBe('DOES NOT BALANCE');
  expect(balance.describe(record, odd)).toContain('4 of 4 DO NOT BALANCE');
});

test('accounts of jobs stand below those of the requests, and say so loudly when they do not balance', () => {
  const record = exampleRecord({ roundCount: 1, hasStamps: true });
  const row = rowsOf(withJobs(record, 'thread-pool')).find(({ Counted }) => Counted === 'jobs');
  const [submitted = 0, finished = 0, backlog = 0, lost = 0] = ['Accepted', 'Finished', 'Backlog', 'Lost'].map(
    (column) => Number(row?.[column]),
  );
  expect(submitted).toBe(finished + backlog + lost);
  expect(backlog).toBeGreaterThan(0);
  expect(row?.['Balance']).toBe('balances');
  const odd = rowsOf(withUntoldJob(record, 'thread-pool')).find(({ Counted }) => Counted === 'jobs');
  expect(odd).toMatchObject({ 'Never heard of again': '1', Balance: 'DOES NOT BALANCE' });
});

test('each fate has a part of the bar, told by its name and its count and drawn with a pattern of its own', () => {
  const record = withOutcome(exampleRecord({ roundCount: 1 }), 'failed');
  const { datasets } = balance.configure(record, summarize(record));
  const own = datasets.filter(({ label }) => label.startsWith('blocking requests'));
  expect(own.map(({ label }) => label.replaceAll(/\d+/gu, 'N'))).toEqual([
    'blocking requests, done N',
    'blocking requests, failed N',
    'blocking requests, cancelled N',
  ]);
  const dashes = own.map(({ borderDash }) => JSON.stringify(borderDash));
  expect(new Set(dashes).size).toBe(3);
});

test('a bar that does not balance has an alarm beside it, and one lost request of many is still seen', () => {
  const record = withUntoldJob(exampleRecord({ hasStamps: true }), 'thread-pool');
  const summary = summarize(record);
  const { datasets, annotations } = balance.configure(record, summary);
  expect(annotations.labels?.map(({ text }) => text)).toEqual(['DOES NOT BALANCE']);
  const untold = datasets.find(({ label }) => label === 'thread-pool jobs, never heard of again 1');
  const [from, to] = untold?.data ?? [];
  expect((to?.[0] ?? 0) - (from?.[0] ?? 0)).toBeGreaterThan(0.005);
  const balanced = exampleRecord();
  expect(balance.configure(balanced, summarize(balanced)).annotations.labels).toEqual([]);
});

test('refused requests are in the bar and not in what was accepted', () => {
  const record = withOutcome(exampleRecord({ roundCount: 1 }), 'refused');
  const [row] = rowsOf(record);
  expect(Number(row?.['Accepted'])).toBe(Number(row?.['Asked']) - Number(row?.['Refused']));
  const { headings } = balance.configure(record, summarize(record)).annotations;
  expect(headings?.[1]?.note).toMatch(/^\d+ of \d+ accepted = \d+ done \+ \d+ cancelled \+ 0 lost$/u);
});
