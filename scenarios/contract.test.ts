import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { strategyNames } from '../servers/strategies/index.ts';
import type { Json } from '../servers/task.ts';
import { taskByName } from '../servers/tasks/list.ts';
import { isHeavy, isPoison } from '../stats/phases.ts';
import * as exported from './index.ts';
import { scenarioByName } from './list.ts';

test('no two scenarios have the same name', () => {
  expect(scenarioByName.size).toBe(Object.keys(exported).length);
});

function checkedInput(taskName: string, input: Json): Json {
  const schema = taskByName.get(taskName)?.inputSchema ?? Type.Never();
  expect([...Value.Errors(schema, input)]).toEqual([]);
  return input;
}

describe.each([...scenarioByName.values()])('$name', (scenario) => {
  const { name, question, streams, levels, loadMs, roundCount, warmupMs, quietMs, recoveryMs, timeoutMs } = scenario;

  test('has a kebab-case name, asks a question and says what to expect', () => {
    expect(name).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    expect(question).toMatch(/^[A-Z].+\?$/);
    expect(scenario.expect).toMatch(/^[A-Z].{40,300}\.$/);
  });

  test('is about strategies that exist, each once, if it names any', () => {
    const named = scenario.strategies ?? ['blocking'];
    expect(named.length).toBeGreaterThan(0);
    expect(new Set(named).size).toBe(named.length);
    expect(named.filter((one) => !strategyNames.includes(one))).toEqual([]);
  });

  test('has streams of different names, at least one of them a neighbour that asks for nothing heavy', () => {
    expect(new Set(streams.map((stream) => stream.name)).size).toBe(streams.length);
    expect(streams.some(({ ask, load }) => ask.kind === 'health' && load.kind === 'open')).toBe(true);
  });

  test('asks for one task that exists', () => {
    const taskNames = new Set(
      streams.filter(isHeavy).flatMap(({ ask }) => (ask.kind === 'task' ? [ask.taskName] : [])),
    );
    expect(taskNames.size).toBeLessThanOrEqual(1);
    for (const taskName of taskNames) expect(taskByName.has(taskName)).toBe(true);
  });

  test('has streams that must fail only of tasks that throw, on a schedule, and beside good work', () => {
    const poisons = streams.filter(isPoison);
    expect(scenario.focus === 'good-work').toBe(poisons.length > 0);
    for (const { ask, load } of poisons) {
      expect(load.kind).not.toBe('closed');
      const { taskName, input } = ask as Extract<typeof ask, { kind: 'task' }>;
      expect(() => taskByName.get(taskName)?.run(checkedInput(taskName, input))).toThrow(/on purpose/);
    }
  });

  test('has what its reports tell first', () => {
    const heavy = streams.filter(isHeavy);
    const staying = heavy.filter(({ leaveAfterMs }) => leaveAfterMs === undefined);
    expect(scenario.focus === undefined || staying.length === 1).toBe(true);
    expect(scenario.focus === 'stayed').toBe(staying.length < heavy.length);
    // Reports tell of the first heavy stream.
    expect(staying[0]).toBe(heavy[0]);
    expect(scenario.focus === 'recovery').toBe(heavy.some(({ load }) => load.kind === 'burst' && load.everyMs === 0));
  });

  test('has clients who leave only where it is known when they come', () => {
    const leaving = streams.filter(({ leaveAfterMs }) => leaveAfterMs !== undefined);
    expect(leaving.filter(({ load, ask }) => load.kind === 'closed' || ask.kind === 'health')).toEqual([]);
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
