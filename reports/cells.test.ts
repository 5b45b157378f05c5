import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { withJobs } from '../stats/examples/example-jobs.ts';
import { FULL_EXAMPLE, exampleRecord } from '../stats/examples/example-record.ts';
import { JsonReportSchema, jsonReport } from './cells.ts';
import { HOSTILE_OPTIONS, exampleReport, reportOf, withTimeouts } from './example-report.ts';
import type { Report } from './format.ts';

const cellsOf = ({ summary }: Report): ReturnType<typeof jsonReport>['cells'] =>
  jsonReport(summary, 'record.json').cells;

/** JSON as oxfmt writes it: a list of names on one line where that has room for it. */
const formatted = (value: unknown): string =>
  `${JSON.stringify(value, null, 2).replaceAll(/^.*\[\n[^[\]{}]*\],?$/gmu, (list) => {
    const line = list.replaceAll(/(?<=\[)\n +|\n +(?=\])/gu, '').replaceAll(/\n +/gu, ' ');
    return line.length <= 120 ? line : list;
  })}\n`;

test('json.schema.json is the schema that the code checks', async () => {
  await expect(formatted(JsonReportSchema)).toMatchFileSnapshot('json.schema.json');
});

test.each([
  { what: 'the default run', report: exampleReport() },
  { what: 'a hostile name', report: exampleReport(HOSTILE_OPTIONS) },
  { what: 'no heavy work', report: exampleReport({ clientCount: 0 }) },
  { what: 'no trials', report: reportOf({ ...exampleRecord({ status: 'partial' }), trials: [] }) },
  { what: 'several levels and invalid trials', report: exampleReport({ ...FULL_EXAMPLE, levels: 'open' }) },
  { what: 'a failed self-test', report: exampleReport({ selfTest: 'failed', roundCount: 1 }) },
  { what: 'requests without an answer', report: reportOf(withTimeouts(exampleRecord(), 'neighbour-cold')) },
])('jsonReport() conforms to its schema: $what', ({ report: { summary } }) => {
  const printed: unknown = JSON.parse(JSON.stringify(jsonReport(summary, 'record.json')));
  expect([...Value.Errors(JsonReportSchema, printed)]).toEqual([]);
});

test('jsonReport() has a cell for each target and stream', () => {
  const names = cellsOf(exampleReport()).map(({ target, stream }) => `${target} ${stream}`);
  expect(names).toHaveLength(4 * 3);
  expect(names.slice(0, 3)).toEqual(['blocking heavy', 'blocking neighbour-warm', 'blocking neighbour-cold']);
});

test.each([
  { availableCoreCount: 2, verdict: 'contended' },
  { availableCoreCount: 4, verdict: 'valid' },
])('a cell of a run on $availableCoreCount cores is $verdict', ({ availableCoreCount, verdict }) => {
  const cells = cellsOf(exampleReport({ availableCoreCount, roundCount: 1 })).filter(
    ({ target }) => target === 'thread-pool',
  );
  expect(new Set(cells.map((cell) => cell.verdict))).toEqual(new Set([verdict]));
});

test('a cell without a valid trial is void: its waits are null, and so is its rate', () => {
  const report = exampleReport({ roundCount: 1, voidTrials: [{ targetName: 'cluster', roundIndex: 0 }] });
  const cell = cellsOf(report).find(({ target }) => target === 'cluster');
  expect(cell).toMatchObject({ verdict: 'void', voidTrialCount: 1, donePerSecond: null });
  expect(cell?.waitMs).toEqual({ p50: null, p90: null, p99: null, max: null });
});

test('a cell whose backlog grew is unstable: it has a slope and no waits', () => {
  const cold = cellsOf(exampleReport()).find(
    ({ target, stream }) => `${target} ${stream}` === 'blocking neighbour-cold',
  );
  expect(cold?.verdict).toBe('unstable');
  expect(cold?.backlogPerSecond).toBeGreaterThan(1);
  expect(cold?.waitMs).toEqual({ p50: null, p90: null, p99: null, max: null });
});

test('a target is invalid when more than a third of its trials failed a gate', () => {
  const trial = (roundIndex: number): { targetName: string; roundIndex: number } => ({
    targetName: 'cluster',
    roundIndex,
  });
  const verdictOf = (invalidTrials: readonly ReturnType<typeof trial>[]): string | undefined =>
    cellsOf(exampleReport({ invalidTrials })).find(({ target }) => target === 'cluster')?.verdict;
  expect(verdictOf([trial(0)])).toBe('contended');
  expect(verdictOf([trial(0), trial(1)])).toBe('invalid');
});

test('jsonReport() has every cell once for each level, under its name', () => {
  const cells = cellsOf(exampleReport({ levels: 'closed', roundCount: 1 }));
  expect(cells).toHaveLength(3 * 4 * 3);
  expect([...new Set(cells.map(({ level }) => level))]).toEqual(['1 client', '4 clients', '16 clients']);
  expect(new Set(cellsOf(exampleReport({ roundCount: 1 })).map(({ level }) => level))).toEqual(new Set(['']));
});

test('a wait is null where fewer than ten requests lie beyond it', () => {
  const warm = cellsOf(exampleReport({ roundCount: 1 })).find(({ stream }) => stream === 'neighbour-warm');
  expect(warm?.sampleCount).toBeLessThan(1_000);
  expect(warm?.waitMs.p99).toBeNull();
  expect(warm?.waitMs.p90).toBeGreaterThan(0);
});

test('a target that answers 202 has the accounts of its jobs, and others have null', () => {
  const cells = cellsOf(reportOf(withJobs(exampleRecord({ hasStamps: true, roundCount: 1 }), 'cluster')));
  const jobsOf = (name: string) => cells.find(({ target, stream }) => `${target} ${stream}` === name)?.jobs;
  const jobs = jobsOf('cluster heavy');
  expect(jobs).toMatchObject({ acceptedMsP50: 1.5, lostCount: 0, unknownCount: 0 });
  expect(jobs?.submittedCount).toBe((jobs?.finishedCount ?? 0) + (jobs?.backlogCount ?? 0));
  expect([jobsOf('blocking heavy'), jobsOf('cluster neighbour-warm')]).toEqual([null, null]);
});

test('a wait among requests without an answer is said to be at least so long', () => {
  const report = reportOf(withTimeouts(exampleRecord(), 'neighbour-warm'));
  const warm = cellsOf(report).find(({ stream }) => stream === 'neighbour-warm');
  expect(warm?.atLeast).toContain('max');
});
