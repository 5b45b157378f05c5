import { expect, test } from 'vitest';
import { exampleRecord } from '../../stats/examples/example-record.ts';
import type { RunRecord, Telemetry } from '../../stats/record.ts';
import { summarize } from '../../stats/summary.ts';
import { insideOutside } from './inside-outside.ts';

const withTelemetry = (record: RunRecord, change: (telemetry: Telemetry) => Telemetry): RunRecord => ({
  ...record,
  trials: record.trials.map((trial) => ({ ...trial, telemetry: trial.telemetry.map(change) })),
});

/** As records were before the monitors that are never reset. */
const old = (record: RunRecord): RunRecord =>
  withTelemetry(
    record,
    ({ loopDelayCountSoFar: _count, loopDelayMsMeanSoFar: _mean, loopDelayMsP99SoFar: _p99, ...rest }) => rest,
  );

function rowsOf(record: RunRecord): Readonly<Record<string, string>>[] {
  const { columns, rows } = insideOutside.table(record, summarize(record));
  return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? ''])));
}

// Enough neighbours for a p99 of three rounds.
const record = exampleRecord({ neighboursPerSecond: 120 });

test('inside-outside says which figures would have let somebody think that all was well', () => {
  // Two of hundreds of delays were stalls: the p99 does not see them, and everybody who came meanwhile did.
  const calm = withTelemetry(record, (telemetry) => ({
    ...telemetry,
    ...(telemetry.loopDelayMsP99SoFar === undefined
      ? {}
      : { loopDelayMsP99SoFar: telemetry.loopDelayMsP99SoFar.map(() => 1.2) }),
  }));
  const [blocking, , pool] = rowsOf(calm);
  expect(blocking).toMatchObject({ 'Inside p99': '1.2 ms', 'Inside, less than half of it': 'p99, mean' });
  expect(blocking?.['Outside p99']).toMatch(/^\d+ ms$/u);
  expect(pool?.['Inside, less than half of it']).toBe('');
  expect(insideOutside.describe(calm, summarize(calm))).toContain(
    'Less than half of what neighbours waited: the p99 and the mean of blocking',
  );
});

test('inside-outside of an old record says that its p99 is not there, and draws the longest all the same', () => {
  const [blocking] = rowsOf(old(record));
  expect(blocking).toMatchObject({ 'Inside p99': 'not in this record', 'Inside mean': 'not in this record' });
  expect(blocking?.['Inside longest']).toMatch(/ms$/u);
  const { legend } = insideOutside.configure(old(record), summarize(old(record))).annotations;
  expect(legend?.map(({ text }) => text)).toContain('p99 (from inside: not in this record)');
});

test('inside-outside draws inside and outside of each target on lines of their own', () => {
  const { scales, datasets } = insideOutside.configure(record, summarize(record));
  expect(scales['y']?.holdupTicks?.map(({ label }) => label)).toEqual(
    Array.from({ length: 4 }, () => ['inside', 'outside']).flat(),
  );
  expect(datasets.find(({ label }) => label === 'p99')?.data).toHaveLength(8);
});

test('inside-outside has nothing to show of servers that tell nothing of themselves', () => {
  const silent = {
    ...record,
    trials: record.trials.map((trial) => ({
      ...trial,
      telemetry: trial.telemetry.filter(({ role }) => role.endsWith('-sender')),
    })),
  };
  expect(insideOutside.isShown?.(silent, summarize(silent))).toBe(false);
  expect(insideOutside.isShown?.(record, summarize(record))).toBe(true);
});
