import { describe, expect, test } from 'vitest';
import { EXAMPLE_TARGETS, FULL_EXAMPLE, exampleRecord } from '../../stats/examples/example-record.ts';
import type { RunRecord } from '../../stats/record.ts';
import { summarize } from '../../stats/summary.ts';
import type { PlainObject } from '../chart.ts';
import { HOSTILE_OPTIONS } from '../example-report.ts';
import { LIGHT_THEME } from '../theme.ts';
import * as chartList from './index.ts';

const targetName = 'cluster';
const allVoid = EXAMPLE_TARGETS.map(({ name }) => ({ targetName: name, roundIndex: 0 }));

const records: readonly { readonly what: string; readonly record: RunRecord }[] = [
  { what: 'four strategies', record: exampleRecord() },
  { what: 'a server with a hostile name', record: exampleRecord(HOSTILE_OPTIONS) },
  {
    what: 'a target without a valid trial',
    record: exampleRecord({ roundCount: 1, voidTrials: [{ targetName, roundIndex: 0 }] }),
  },
  { what: 'no valid trial at all', record: exampleRecord({ roundCount: 1, voidTrials: allVoid }) },
  { what: 'no heavy work', record: exampleRecord({ clientCount: 0 }) },
  { what: 'hardly any neighbours', record: exampleRecord({ roundCount: 1, neighboursPerSecond: 1 }) },
  { what: 'no calibration', record: { ...exampleRecord({ roundCount: 1 }), calibration: null } },
  { what: 'all that a record may hold', record: exampleRecord(FULL_EXAMPLE) },
  { what: 'rates, one of them beyond a core', record: exampleRecord({ ...FULL_EXAMPLE, levels: 'open' }) },
  { what: 'closed loops of several sizes', record: exampleRecord({ ...FULL_EXAMPLE, levels: 'closed' }) },
  { what: 'no trials yet', record: { ...exampleRecord({ status: 'partial' }), trials: [] } },
];

/** Every value of every key that ends in "color". */
function colorsIn(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return /color$/iu.test(key) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => colorsIn(item, key));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value as PlainObject).flatMap(([name, item]) => colorsIn(item, name));
}

const camelCase = (name: string): string => name.replaceAll(/-(.)/gu, (_, letter: string) => letter.toUpperCase());

const charts = Object.entries(chartList);

test('charts have names and places of their own', () => {
  expect(new Set(charts.map(([, { name }]) => name)).size).toBe(charts.length);
  expect(new Set(charts.map(([, { place }]) => place)).size).toBe(charts.length);
});

describe.each(charts)('%s', (key, chart) => {
  test('is listed under its name and asks a question', () => {
    expect(camelCase(chart.name)).toBe(key);
    expect(chart.name).toMatch(/^[a-z]+(-[a-z]+)*$/u);
    expect(chart.title).not.toBe('');
    expect(chart.question).toMatch(/\?$/u);
  });

  test.each(records)('is plain data for $what', ({ record }) => {
    const configuration = chart.configure(record, summarize(record));
    expect(JSON.parse(JSON.stringify(configuration))).toEqual(configuration);
    expect(configuration.heightPx).toBeGreaterThan(100);
    const points = configuration.datasets.flatMap(({ data }) => data.flat());
    expect(points.every(Number.isFinite)).toBe(true);
  });

  test('names its colours by tokens of the theme', () => {
    const record = exampleRecord(HOSTILE_OPTIONS);
    const tokens = colorsIn(chart.configure(record, summarize(record))).map((color) => color.split('/')[0]);
    expect(new Set(tokens).difference(new Set(Object.keys(LIGHT_THEME)))).toEqual(new Set());
  });

  test.each(records)('tells in a sentence and a table what it shows of $what', ({ record }) => {
    const summary = summarize(record);
    expect(chart.describe(record, summary)).toMatch(/^[A-Z].+\.$/u);
    const { columns, rows } = chart.table(record, summary);
    expect(rows.every((row) => row.length === columns.length)).toBe(true);
  });

  test.each([
    { what: 'a valid trial', lost: 'voidTrials' },
    { what: 'a trial that passed its gates', lost: 'invalidTrials' },
  ])('leaves a target without $what out', ({ lost }) => {
    const record = exampleRecord({
      ...FULL_EXAMPLE,
      roundCount: 1,
      levels: 'closed',
      [lost]: [{ targetName, roundIndex: 0 }],
    });
    const { rows } = chart.table(record, summarize(record));
    const names = rows.map(([name]) => name);
    expect(names).toContain('blocking');
    expect(names).not.toContain(targetName);
  });
});
