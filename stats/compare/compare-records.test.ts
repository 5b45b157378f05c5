import { describe, expect, test } from 'vitest';
import { type SummarizedRun, compareRecords } from './compare-records.ts';
import { type ExampleRounds, exampleRun } from '../examples/example-rounds.ts';
import { mismatchesOf } from './mismatches.ts';
import type { RunRecord } from '../record.ts';

const flat = (waitMs: number): number[] => Array.from({ length: 100 }, () => waitMs);
const rounds = (name: string, ...waitsMs: readonly number[]): ExampleRounds => ({ name, waitsMs: waitsMs.map(flat) });

const before = exampleRun([rounds('a', 10, 20, 40), rounds('b', 5, 5, 5)]);
const after = exampleRun([rounds('a', 20, 40, 80), rounds('b', 5, 5, 5)]);

const withRecord = (run: SummarizedRun, change: (record: RunRecord) => Partial<RunRecord>): SummarizedRun => ({
  ...run,
  record: { ...run.record, ...change(run.record) },
});

describe('compareRecords()', () => {
  test('pairs rounds of the same seed and conditions, and compares neighbours before heavy work', () => {
    const { isPaired, cells, missing } = compareRecords(before, after);
    expect(isPaired).toBe(true);
    expect(missing).toEqual([]);
    expect(
      cells.map(({ comparison: { targetName, metric, verdict } }) => `${targetName} ${metric} ${verdict}`),
    ).toEqual([
      'a p90 worse',
      'a p50 worse',
      'a donePerSecond too-small',
      'b p90 too-small',
      'b p50 too-small',
      'b donePerSecond too-small',
    ]);
    expect(cells[1]?.comparison.sentence).toMatch(/^a is worse than before: neighbour-warm p50 2\.00 times/u);
  });

  test('of another seed compares rounds that are not paired', () => {
    const { isPaired, cells } = compareRecords(
      before,
      withRecord(after, () => ({ seed: 43 })),
    );
    expect(isPaired).toBe(false);
    expect(cells[1]?.comparison).toMatchObject({ metric: 'p50', verdict: 'no-difference', isPaired: false });
  });

  test('says which targets one of the runs lacks, or could not measure', () => {
    const { cells, missing } = compareRecords(before, exampleRun([rounds('a', 10, 20, 40), rounds('c', 5, 5, 5)]));
    expect(new Set(cells.map(({ comparison }) => comparison.targetName))).toEqual(new Set(['a']));
    expect(missing).toEqual(['b was not measured after.', 'c was not measured before.']);
  });

  test('says that a backlog began to grow, which has no figure to compare', () => {
    const growing = {
      ...after,
      summary: {
        ...after.summary,
        levels: after.summary.levels.map((level) => ({
          ...level,
          targets: level.targets.map((target) => ({
            ...target,
            streams: target.streams.map((stream) =>
              stream.streamName === 'heavy' || target.targetName === 'b'
                ? stream
                : {
                    ...stream,
                    waitMs: { p50: null, p90: null, p99: null, max: null },
                    backlog: { perSecond: { value: 9, low: 8, high: 10, confidenceShare: 0.95 }, isGrowing: true },
                  },
            ),
          })),
        })),
      },
    };
    expect(compareRecords(before, growing).missing).toEqual([
      'a neighbour-warm is worse: arrivals outran completions after, and did not before.',
    ]);
  });
});

describe('mismatchesOf()', () => {
  const own = before.record;

  test('of two runs alike is empty', () => {
    expect(mismatchesOf(own, { ...own, seed: 1, startedAt: '2027-01-01T00:00:00.000Z' })).toEqual([]);
  });

  test.each([
    { what: 'CPU', change: { machine: { ...own.machine, cpuModel: 'Other' } } },
    { what: 'available cores', change: { machine: { ...own.machine, availableCoreCount: 64 } } },
    { what: 'Node.js', change: { machine: { ...own.machine, nodeVersion: 'v28.0.0' } } },
    { what: 'scenario', change: { scenario: { ...own.scenario, name: 'other' } } },
    { what: 'phases', change: { scenario: { ...own.scenario, loadMs: 1 } } },
    { what: 'loads', change: { scenario: { ...own.scenario, streams: own.scenario.streams.slice(0, 1) } } },
    {
      what: 'heavy work',
      change: {
        scenario: {
          ...own.scenario,
          streams: own.scenario.streams.map((stream) =>
            stream.ask.kind === 'task' ? { ...stream, ask: { ...stream.ask, input: { rowCount: 1 } } } : stream,
          ),
        },
      },
    },
    { what: 'workers', change: { workerCount: 9 } },
    { what: 'quick run', change: { isQuick: true } },
  ])('names another $what', ({ what, change }) => {
    expect(mismatchesOf(own, { ...own, ...change }).map((mismatch) => mismatch.what)).toEqual([what]);
  });

  test('a minor version of Node.js is none', () => {
    expect(mismatchesOf(own, { ...own, machine: { ...own.machine, nodeVersion: 'v26.99.1' } })).toEqual([]);
  });

  test('a self-test that failed is one, at both runs too', () => {
    const failed = {
      ...own,
      selfTest: {
        form: 'short' as const,
        startedAt: own.startedAt,
        durationMs: 1,
        isPassed: false,
        answers: [],
        diagnosis: ['Another program used the core.'],
      },
    };
    expect(mismatchesOf(failed, failed)).toEqual([{ what: 'self-test', before: 'failed', after: 'failed' }]);
  });
});
