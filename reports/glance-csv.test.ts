import { expect, test } from 'vitest';
import { EXAMPLE_TARGETS } from '../stats/examples/example-record.ts';
import { exampleReport } from './example-report.ts';
import { glanceCsv } from './glance-csv.ts';

const linesOf = (text: string): string[][] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));

test('glanceCsv() has a row for each level and target, as wide as its head, of plain numbers', () => {
  const [heads = [], ...rows] = linesOf(glanceCsv(exampleReport({ levels: 'open', roundCount: 1 }).summary));
  expect(rows).toHaveLength(3 * EXAMPLE_TARGETS.length);
  expect(rows.every((row) => row.length === heads.length)).toBe(true);
  expect(heads.slice(0, 3)).toEqual(['level', 'target', 'rounds']);
  expect(heads).toContain('warm neighbour waits longest (ms)');
  expect(rows.flatMap((row) => row.slice(3)).filter((cell) => Number.isNaN(Number(cell)))).toEqual([]);
});

test('glanceCsv() has the ends of an interval beside the number', () => {
  const [heads = [], first = []] = linesOf(glanceCsv(exampleReport().summary));
  const [value = 0, low, high] = ['', ' low', ' high'].map((end) =>
    Number(first[heads.indexOf(`warm neighbour waits p50${end} (ms)`)]),
  );
  expect(low).toBeLessThanOrEqual(value);
  expect(high).toBeGreaterThanOrEqual(value);
});

test('glanceCsv() keeps a name from becoming a formula', () => {
  const [target] = EXAMPLE_TARGETS;
  if (target === undefined) throw new RangeError('Cannot test without a target');
  const text = glanceCsv(exampleReport({ targets: [{ ...target, name: '=1+1' }], roundCount: 1 }).summary);
  expect(text).toContain("\n,'=1+1,");
});
