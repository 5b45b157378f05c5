import { expect, test } from 'vitest';
import { emptyGroup, largestGroups, withRecord } from './group-report.ts';

test.each([
  { measures: [], expected: { recordCount: 0, measuredCount: 0, total: 0, max: null } },
  { measures: [null], expected: { recordCount: 1, measuredCount: 0, total: 0, max: null } },
  { measures: [2, null, 5, 3], expected: { recordCount: 4, measuredCount: 3, total: 10, max: 5 } },
  { measures: [-2, -5], expected: { recordCount: 2, measuredCount: 2, total: -7, max: -2 } },
])('withRecord() of $measures', ({ measures, expected }) => {
  expect(measures.reduce(withRecord, emptyGroup('a'))).toEqual({ group: 'a', ...expected });
});

test('largestGroups() are sorted by size, and equal ones by name with capitals first', () => {
  const sized = (recordCount: number) => (group: string) => ({ ...emptyGroup(group), recordCount });
  const groups = [...['b', 'Z', 'a'].map(sized(1)), sized(2)('c')];
  expect(largestGroups(groups, 4).map(({ group }) => group)).toEqual(['c', 'Z', 'a', 'b']);
  expect(largestGroups(groups, 2).map(({ group }) => group)).toEqual(['c', 'Z']);
});
