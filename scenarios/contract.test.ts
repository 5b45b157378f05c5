import { describe, expect, test } from 'vitest';
import { taskByName } from '../servers/tasks/list.ts';
import * as exported from './index.ts';
import { scenarioByName } from './list.ts';

test('no two scenarios have the same name', () => {
  expect(scenarioByName.size).toBe(Object.keys(exported).length);
});

describe.each([...scenarioByName.values()])('$name', (scenario) => {
  const { name, question, streams, levels, loadMs, roundCount, warmupMs, quietMs, recoveryMs, timeoutMs } = scenario;

  test('has a kebab-case name and asks a question', () => {
    expect(name).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    expect(question).toMatch(/^[A-Z].+\?$/);
  });

  test('has streams of different names, at least one of them a neighbour that asks for nothing heavy', () => {
    expect(new Set(streams.map((stream) => stream.name)).size).toBe(streams.length);
    expect(streams.some(({ ask, load }) => ask.kind === 'health' && load.kind === 'open')).toBe(true);
  });

  test('asks for one task that exists', () => {
    const taskNames = new Set(streams.flatMap(({ ask }) => (ask.kind === 'task' ? [ask.taskName] : [])));
    expect(taskNames.size).toBeLessThanOrEqual(1);
    for (const taskName of taskNames) expect(taskByName.has(taskName)).toBe(true);
  });

  test('loads for whole seconds, and has phases that exist', () => {
    expect(loadMs % 1_000).toBe(0);
    expect(Math.min(loadMs, roundCount, warmupMs, quietMs, recoveryMs, timeoutMs)).toBeGreaterThan(0);
  });

  test('has samples enough for a 99th percentile of each neighbour over its rounds', () => {
    for (const { load, ask } of streams) {
      if (load.kind !== 'open' || ask.kind !== 'health') continue;
      expect((load.arrivalsPerSecond * loadMs * roundCount) / 1_000).toBeGreaterThan(1_100);
    }
  });

  test('has levels of different kinds, if any, and heavy streams to put them on', () => {
    if (levels === undefined) return;
    const keys = levels.map((level) => ('load' in level ? level.name : `${level.capacityShare} ${level.of}`));
    expect(keys.length).toBeGreaterThan(1);
    expect(new Set(keys).size).toBe(keys.length);
    expect(streams.some(({ ask }) => ask.kind === 'task')).toBe(true);
  });
});
