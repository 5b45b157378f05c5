import { describe, expect, test } from 'vitest';
import { exampleRecord } from './examples/example-record.ts';
import { heavyLimitOf } from './heavy-limit.ts';
import type { RunRecord } from './record.ts';

const withLoad = (load: RunRecord['scenario']['streams'][number]['load']): RunRecord => {
  const record = exampleRecord();
  const { streams } = record.scenario;
  return {
    ...record,
    scenario: {
      ...record.scenario,
      streams: streams.map((stream) => (stream.name === 'heavy' ? { ...stream, load } : stream)),
    },
  };
};

describe('heavyLimitOf() of 2 cores and a task of 80 ms', () => {
  test('is 25 a second where clients are as many as cores or more', () => {
    expect(heavyLimitOf(exampleRecord())).toEqual({ perSecond: 25, kind: 'core', count: 2 });
    expect(heavyLimitOf(withLoad({ kind: 'closed', clientCount: 2 }))).toEqual({
      perSecond: 25,
      kind: 'core',
      count: 2,
    });
  });

  test('is 12.5 a second for a single client, who waits for each output', () => {
    expect(heavyLimitOf(withLoad({ kind: 'closed', clientCount: 1 }))).toEqual({
      perSecond: 12.5,
      kind: 'client',
      count: 1,
    });
  });

  test('is that of the cores for arrivals that wait for nobody', () => {
    const load = { kind: 'open', arrivalsPerSecond: 1, spacing: 'poisson' } as const;
    expect(heavyLimitOf(withLoad(load))).toEqual({ perSecond: 25, kind: 'core', count: 2 });
  });

  test('is unknown without D', () => {
    expect(heavyLimitOf({ ...exampleRecord(), calibration: null })).toBeNull();
  });
});
