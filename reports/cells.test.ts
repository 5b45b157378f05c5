import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { exampleRecord } from '../stats/example-record.ts';
import { JsonReportSchema, jsonReport } from './cells.ts';
import { HOSTILE_OPTIONS, exampleReport, reportOf, withTimeouts } from './example-report.ts';
import type { Report } from './format.ts';

const cellsOf = ({ record, summary }: Report): ReturnType<typeof jsonReport>['cells'] =>
  jsonReport(record, summary, 'record.json').cells;

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
  { what: 'requests without an answer', report: reportOf(withTimeouts(exampleRecord(), 'neighbour-cold')) },
])('jsonReport() conforms to its schema: $what', ({ report: { record, summary } }) => {
  const printed: unknown = JSON.parse(JSON.stringify(jsonReport(record, summary, 'record.json')));
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
  const cells = cellsOf(exampleReport({ availableCoreCount, roundCount: 1 }));
  expect(new Set(cells.map((cell) => cell.verdict))).toEqual(new Set([verdict]));
});

test('a cell without a valid trial is void: its waits are null, and so is its rate', () => {
  const report = exampleReport({ roundCount: 1, voidTrials: [{ targetName: 'cluster', roundIndex: 0 }] });
  const cell = cellsOf(report).find(({ target }) => target === 'cluster');
  expect(cell).toMatchObject({ verdict: 'void', voidTrialCount: 1, donePerSecond: null });
  expect(cell?.waitMs).toEqual({ p50: null, p90: null, p99: null, max: null });
});

test('a wait is null where fewer than ten requests lie beyond it', () => {
  const warm = cellsOf(exampleReport({ roundCount: 1 })).find(({ stream }) => stream === 'neighbour-warm');
  expect(warm?.sampleCount).toBeLessThan(1_000);
  expect(warm?.waitMs.p99).toBeNull();
  expect(warm?.waitMs.p90).toBeGreaterThan(0);
});

test('a wait among requests without an answer is said to be at least so long', () => {
  const report = reportOf(withTimeouts(exampleRecord(), 'neighbour-warm'));
  const warm = cellsOf(report).find(({ stream }) => stream === 'neighbour-warm');
  expect(warm?.atLeast).toContain('max');
});
