import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { withJobs } from '../../stats/examples/example-jobs.ts';
import { exampleRecord } from '../../stats/examples/example-record.ts';
import type { RunRecord } from '../../stats/record.ts';
import { exampleReport, reportOf } from '../example-report.ts';
import type { Report } from '../format.ts';
import { csv } from './csv.ts';

const textOf = (report: Report): string =>
  csv
    .render({ ...report, hasSamplesFile: true })
    .map(({ content }) => [...content].join(''))
    .join('');

const rowsOf = (report: Report): Record<string, string>[] =>
  parse(textOf(report), { columns: true }) as unknown as Record<string, string>[];

test('csv is written only where it is asked for', () => {
  const report = exampleReport({ roundCount: 1 });
  expect(csv.render(report)).toEqual([]);
  expect(csv.render({ ...report, hasSamplesFile: true }).map(({ path }) => path)).toEqual(['samples.csv']);
});

test('csv has a row for every request of every trial, with its numbers as they stand in the record', () => {
  const report = exampleReport({ roundCount: 2, levels: 'open' });
  const streams = report.record.trials.flatMap((trial) => trial.streams.map((samples) => ({ trial, samples })));
  const rows = rowsOf(report);
  expect(rows).toHaveLength(streams.reduce((count, { samples }) => count + samples.dueAtMs.length, 0));
  const last = streams.at(-1);
  const index = (last?.samples.dueAtMs.length ?? 0) - 1;
  expect(rows.at(-1)).toMatchObject({
    target: last?.trial.targetName,
    round: String((last?.trial.roundIndex ?? 0) + 1),
    order_in_round: String((last?.trial.orderIndex ?? 0) + 1),
    level: last?.trial.levelName,
    stream: last?.samples.streamName,
    trial_status: 'valid',
    due_at_ms: String(last?.samples.dueAtMs[index]),
    latency_ms: String(last?.samples.latencyMs[index]),
    outcome: last?.samples.outcomes[index],
  });
  expect(new Set(rows.map(({ phase }) => phase))).toEqual(new Set(['quiet', 'load', 'recovery']));
});

test('csv tells valid, void and invalid trials apart', () => {
  const report = exampleReport({
    roundCount: 3,
    voidTrials: [{ targetName: 'blocking', roundIndex: 0 }],
    invalidTrials: [{ targetName: 'cluster', roundIndex: 2 }],
  });
  const statuses = new Set(rowsOf(report).map((row) => `${row['target']} ${row['round']} ${row['trial_status']}`));
  for (const status of ['blocking 2 valid', 'cluster 3 invalid', 'cluster 1 valid']) expect(statuses).toContain(status);
  expect([...statuses].filter((status) => status.startsWith('blocking 1 ') && !status.endsWith(' void'))).toEqual([]);
});

test('csv has what happened to a job', () => {
  const report = reportOf(withJobs(exampleRecord({ hasStamps: true, roundCount: 1 }), 'thread-pool'));
  const job = rowsOf(report).find((row) => row['job_state'] === 'done');
  expect(job?.['target']).toBe('thread-pool');
  expect(Number(job?.['accepted_at_ms'])).toBeGreaterThan(Number(job?.['due_at_ms']));
  expect(Number(job?.['finished_at_ms'])).toBeGreaterThan(Number(job?.['started_at_ms']));
});

test.each([
  { name: '=HYPERLINK("http://example.org")', cell: `'=HYPERLINK("http://example.org")` },
  { name: '+1', cell: "'+1" },
  { name: '-1', cell: "'-1" },
  { name: '@SUM(A1)', cell: "'@SUM(A1)" },
  { name: '\tx', cell: String.raw`\u{9}x` },
  { name: 'a,"b"\nc', cell: String.raw`a,"b"\u{a}c` },
])('csv lets no spreadsheet run $name, and leaves numbers alone', ({ name, cell }) => {
  const { record } = exampleReport({ roundCount: 1 });
  const [target, trial] = [record.targets[0], record.trials.find((one) => one.targetName === 'blocking')];
  if (target === undefined || trial === undefined) throw new RangeError('Cannot test without a trial');
  const early = trial.streams.map((stream) => ({ ...stream, dueAtMs: stream.dueAtMs.with(0, -0.5) }));
  const renamed: RunRecord = {
    ...record,
    targets: [{ ...target, name }],
    trials: [{ ...trial, targetName: name, streams: early }],
  };
  const [first] = rowsOf(reportOf(renamed));
  expect(first).toMatchObject({ target: cell, due_at_ms: '-0.5', phase: '' });
});

test('csv comes in pieces, and the same each time', () => {
  const [file] = csv.render({ ...exampleReport({ neighboursPerSecond: 200 }), hasSamplesFile: true });
  const pieces = [...(file?.content ?? [])];
  expect(pieces.length).toBeGreaterThan(2);
  expect(pieces.every((piece) => piece.endsWith('\n'))).toBe(true);
  expect([...(file?.content ?? [])]).toEqual(pieces);
});
