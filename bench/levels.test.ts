import { describe, expect, test } from 'vitest';
import { capacity } from '../scenarios/capacity.ts';
import { openLoop } from '../scenarios/open-loop.ts';
import { atLevel, needsCapacities, rateLevel, resolveLevels } from './levels.ts';

const capacities = [
  { targetName: 'slow', donePerSecond: 10 },
  { targetName: 'fast', donePerSecond: 100 },
];

describe('resolveLevels()', () => {
  test('turns shares of the weakest and the best capacity into rates that all targets meet', () => {
    const levels = resolveLevels(openLoop.levels ?? [], capacities, 'poisson');
    expect(levels.map(({ name }) => name)).toEqual(['5.0/s', '8.0/s', '50/s', '80/s']);
    expect(levels[0]?.load).toEqual({ kind: 'open', arrivalsPerSecond: 5, spacing: 'poisson' });
  });

  test('leaves out a rate that another level nearly has', () => {
    const alike = [
      { targetName: 'one', donePerSecond: 100 },
      { targetName: 'two', donePerSecond: 102 },
    ];
    const levels = resolveLevels(openLoop.levels ?? [], alike, 'poisson');
    expect(levels.map(({ name }) => name)).toEqual(['50/s', '80/s']);
  });

  test('keeps levels that name their own load', () => {
    expect(resolveLevels(capacity.levels ?? [], [], 'poisson').map(({ name }) => name)).toEqual([
      '1 client',
      '8 clients',
      '64 clients',
    ]);
  });
});

test('needsCapacities() is true of shares alone', () => {
  expect(needsCapacities(openLoop)).toBe(true);
  expect(needsCapacities(capacity)).toBe(false);
});

test('atLevel() puts the level’s load on the heavy streams and leaves the neighbours alone', () => {
  const { levels, ...scenario } = openLoop;
  const level = rateLevel(25, 'even');
  const [heavy, neighbour] = atLevel(scenario, level).streams;
  expect(heavy?.load).toEqual({ kind: 'open', arrivalsPerSecond: 25, spacing: 'even' });
  expect(neighbour).toEqual(scenario.streams[1]);
});
