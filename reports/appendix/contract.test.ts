import { describe, expect, test } from 'vitest';
import { withDatabase } from '../../stats/examples/example-database.ts';
import { withJobs } from '../../stats/examples/example-jobs.ts';
import { FULL_EXAMPLE, exampleRecord } from '../../stats/examples/example-record.ts';
import type { RunRecord } from '../../stats/record.ts';
import { summarize } from '../../stats/summary.ts';
import { appendixViews } from '../appendix-views.ts';
import { HOSTILE_OPTIONS } from '../example-report.ts';
import type { Appendix } from './appendix.ts';
import * as appendixList from './index.ts';

/** Every tenth heavy request is turned away at once. */
const refusing = (record: RunRecord): RunRecord => ({
  ...record,
  trials: record.trials.map((trial) => ({
    ...trial,
    streams: trial.streams.map((stream) =>
      stream.streamName === 'heavy'
        ? { ...stream, outcomes: stream.outcomes.map((outcome, index) => (index % 10 === 9 ? 'refused' : outcome)) }
        : stream,
    ),
  })),
});

const full = withJobs(
  withDatabase(refusing(exampleRecord({ ...FULL_EXAMPLE, ...HOSTILE_OPTIONS })), 0.25),
  'async-cpu',
);
const old = exampleRecord({ targets: HOSTILE_OPTIONS.targets?.slice(-1) ?? [] });
const records: readonly { readonly what: string; readonly record: RunRecord }[] = [
  { what: 'all that a record may hold', record: full },
  { what: 'several rates', record: withJobs(exampleRecord({ ...FULL_EXAMPLE, levels: 'open' }), 'thread-pool') },
  { what: 'several numbers of clients', record: exampleRecord({ ...FULL_EXAMPLE, levels: 'closed' }) },
  { what: 'a failed self-test', record: exampleRecord({ selfTest: 'failed', roundCount: 1 }) },
  { what: 'an unknown server', record: old },
  { what: 'no heavy work', record: exampleRecord({ clientCount: 0, roundCount: 1 }) },
  { what: 'no trials yet', record: { ...exampleRecord({ status: 'partial' }), trials: [] } },
];
const appendices: readonly (readonly [string, Appendix])[] = Object.entries(appendixList);

test('appendices have names and places of their own', () => {
  expect(new Set(appendices.map(([, { name }]) => name)).size).toBe(appendices.length);
  expect(new Set(appendices.map(([, { place }]) => place)).size).toBe(appendices.length);
});

test('a record that holds everything has every appendix, in the order of their places', () => {
  const names = appendixViews({ record: full, summary: summarize(full) }).map(({ name }) => name);
  expect(names).toEqual([
    'against',
    'predicted',
    'job-times',
    'database',
    'closed-loop-tool',
    'not-served',
    'gates',
    'self-test',
  ]);
});

test('a record without a self-test, a model and stamps lacks what they give, and nothing else', () => {
  const names = appendixViews({ record: old, summary: summarize(old) }).map(({ name }) => name);
  expect(names).toEqual(['gates']);
});

describe.each(appendices)('%s', (key, appendix) => {
  test('is listed under its name', () => {
    expect(appendix.name.replaceAll(/-(.)/gu, (_, letter: string) => letter.toUpperCase())).toBe(key);
  });

  test.each(records)('has a title, and as many cells as columns, for $what', ({ record }) => {
    const summary = summarize(record);
    expect(appendix.title(record, summary)).toMatch(/^[A-Z]/u);
    const { columns, rows, proseColumn } = appendix.table(record, summary);
    expect(rows.every((row) => row.length === columns.length)).toBe(true);
    expect(rows.flat().filter((cell) => /undefined|NaN|Infinity/u.test(cell))).toEqual([]);
    expect(proseColumn === undefined || columns.includes(proseColumn)).toBe(true);
  });
});
