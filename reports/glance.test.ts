import { expect, test } from 'vitest';
import { exampleReport } from './example-report.ts';
import { type Glance, type GlanceCell, glancesOf } from './glance.ts';

const glance = glancesOf(exampleReport().summary)[0] as Glance;

function cellOf({ columns, rows }: Glance, targetName: string, key: string): GlanceCell | undefined {
  const row = rows.find((one) => one.targetName === targetName);
  return row?.cells[columns.findIndex((column) => column.key === key)];
}

test('columns have keys of their own, in every report of a kind', () => {
  for (const report of [exampleReport(), exampleReport({ levels: 'open' })]) {
    const keys = glancesOf(report.summary)[0]?.columns.map(({ key }) => key) ?? [];
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.filter((key) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/u.test(key))).toEqual([]);
  }
});

test('a cell is sorted by its number, and its interval holds it', () => {
  const numbers = glance.rows.flatMap(({ cells }) => cells).filter(({ sortValue }) => sortValue !== null);
  expect(numbers.length).toBeGreaterThan(20);
  for (const { sortValue, interval } of numbers)
    expect({
      isHeld: (interval?.low ?? -Infinity) <= Number(sortValue) && Number(sortValue) <= (interval?.high ?? Infinity),
    }).toEqual({
      isHeld: true,
    });
});

test('a cell without a number has nothing to be sorted by', () => {
  const invalid = exampleReport({ invalidTrials: [0, 1].map((roundIndex) => ({ targetName: 'cluster', roundIndex })) });
  const report = glancesOf(invalid.summary)[0] as Glance;
  for (const { text, sortValue } of report.rows.find(({ targetName }) => targetName === 'cluster')?.cells ?? [])
    expect({ text, sortValue }).toEqual({ text: 'INVALID', sortValue: null });
  expect(cellOf(glance, 'blocking', 'cold-p90') ?? cellOf(glance, 'blocking', 'cold-p99')).toMatchObject({
    text: 'unstable',
    sortValue: null,
  });
});

test('a number is marked where no difference was shown from the first target, and only there', () => {
  expect(glance.referenceName).toBe('blocking');
  expect(['~', '≈']).toContain(cellOf(glance, 'async-cpu', 'warm-p50')?.mark);
  expect(cellOf(glance, 'thread-pool', 'warm-p50')?.mark).toBe('');
  expect(cellOf(glance, 'blocking', 'warm-p50')?.mark).toBeUndefined();
});

test('of too few rounds nothing is marked as being alike', () => {
  const [short] = glancesOf(exampleReport({ roundCount: 1 }).summary);
  const marks = new Set(short?.rows.flatMap(({ cells }) => cells.map(({ mark }) => mark ?? '')));
  expect(marks).toEqual(new Set(['']));
});
