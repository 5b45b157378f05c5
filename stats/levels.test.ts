import { expect, test } from 'vitest';
import { exampleRecord } from './examples/example-record.ts';
import { levelViews, plannedTrialCount, shownLevelIndex } from './levels.ts';
import type { RunRecord } from './record.ts';

const levels = [
  { name: '1 client', load: { kind: 'closed' as const, clientCount: 1 } },
  { name: '8 clients', load: { kind: 'closed' as const, clientCount: 8 } },
];

/** Every second trial at the second level. */
function levelled(): RunRecord {
  const record = exampleRecord({ roundCount: 2 });
  return {
    ...record,
    scenario: { ...record.scenario, levels },
    trials: record.trials.map((trial, index) => ({ ...trial, levelName: levels[index % 2]?.name ?? '' })),
  };
}

test('levelViews() of a scenario without levels is the record itself, under no name', () => {
  const record = exampleRecord();
  expect(levelViews(record)).toEqual([{ name: '', record }]);
});

test('levelViews() gives each level its own trials, and its load to the heavy streams alone', () => {
  const views = levelViews(levelled());
  expect(views.map(({ name }) => name)).toEqual(['1 client', '8 clients']);
  for (const [index, { name, record }] of views.entries()) {
    expect(record.trials.every(({ levelName }) => levelName === name)).toBe(true);
    expect(record.scenario.levels).toBeUndefined();
    const [heavy, ...neighbours] = record.scenario.streams;
    expect(heavy?.load).toEqual(levels[index]?.load);
    expect(neighbours.every(({ load }) => load.kind === 'open')).toBe(true);
  }
});

test('plannedTrialCount() is targets x rounds x levels', () => {
  expect(plannedTrialCount(exampleRecord({ roundCount: 2 }))).toBe(8);
  expect(plannedTrialCount(levelled())).toBe(16);
});

test.each([
  { count: 1, index: 0 },
  { count: 2, index: 1 },
  { count: 3, index: 1 },
  { count: 4, index: 2 },
])('of $count levels, charts show number $index', ({ count, index }) => {
  expect(shownLevelIndex(count)).toBe(index);
});
