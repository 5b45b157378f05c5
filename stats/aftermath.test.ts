import { describe, expect, test } from 'vitest';
import { aftermathOf } from './aftermath.ts';
import { burstRecord } from './examples/example-burst.ts';
import { exampleRecord } from './examples/example-record.ts';
import { parseRecord } from './parse-record.ts';
import type { RunRecord } from './record.ts';
import { summarize } from './summary.ts';

const record = burstRecord();
const summary = summarize(record);
const targetOf = (name: string, { targets } = summary) => targets.find(({ targetName }) => targetName === name);

test('the example is a record, and all of it counts', () => {
  expect(parseRecord(JSON.stringify(record))).toEqual(record);
  for (const { status, ledger } of summary.targets)
    expect({ status, ledger }).toMatchObject({ status: 'measured', ledger: { isBalanced: true, leftCount: 15 } });
});

describe('aftermathOf()', () => {
  test('is the median of the rounds with its interval: stalls of 1.5, 1.65 and 1.8 s', () => {
    const { wellAgain, wellLimitMs } = targetOf('blocking')?.aftermath ?? {};
    // On shared cores: a floor of 1 ms and 20 ms.
    expect(wellLimitMs).toBe(21);
    expect(wellAgain?.median.isAtLeast).toBe(false);
    expect(wellAgain?.median.valueMs).toBeCloseTo(1_650);
    expect(wellAgain?.rounds.map(({ valueMs }) => Math.round(valueMs))).toEqual([1_500, 1_650, 1_800]);
    expect(wellAgain?.interval?.low).toBeGreaterThanOrEqual(1_500);
    expect(wellAgain?.interval?.high).toBeLessThanOrEqual(1_801);
    expect(targetOf('thread-pool')?.aftermath?.wellAgain?.median).toEqual({ valueMs: 0, isAtLeast: false });
  });

  test('is at least so long, without an interval, once half of the rounds ended before anybody was well', () => {
    /** With the trials over 50 ms after each stall. */
    const cut = (trials: RunRecord['trials'], roundIndexes: readonly number[]): RunRecord['trials'] =>
      trials.map((trial) => ({
        ...trial,
        streams: trial.streams.map((samples) => {
          const lastMs = roundIndexes.includes(trial.roundIndex)
            ? 1_000 + 1_500 * (1 + 0.1 * trial.roundIndex) + 50
            : Infinity;
          const isKept = (_: unknown, index: number): boolean => (samples.dueAtMs[index] ?? 0) < lastMs;
          return {
            ...samples,
            outcomes: samples.outcomes.filter(isKept),
            latencyMs: samples.latencyMs.filter(isKept),
            dueAtMs: samples.dueAtMs.filter(isKept),
          };
        }),
      }));
    const blocking = record.trials.filter(({ targetName }) => targetName === 'blocking');
    const wellAgain = (roundIndexes: readonly number[]) => aftermathOf(record, cut(blocking, roundIndexes))?.wellAgain;
    expect(wellAgain([2])).toMatchObject({ median: { isAtLeast: false }, interval: null });
    expect(wellAgain([1, 2])).toMatchObject({ median: { isAtLeast: true }, interval: null });
  });

  test('is null of loads that go on, and without a valid trial', () => {
    const steady = exampleRecord();
    expect(aftermathOf(steady, steady.trials)).toBeNull();
    expect(aftermathOf(record, [])).toBeNull();
  });
});

describe('a burst', () => {
  test('is no backlog that grows: neighbours keep their percentiles', () => {
    const warm = targetOf('blocking')?.streams.find(({ streamName }) => streamName === 'neighbour-warm');
    expect(warm?.backlog).toBeNull();
    expect(warm?.waitMs.p99).not.toBeNull();
  });

  test.each(['heavy', 'heavy-leaving'])('is predicted by no theory of queues at rest: %s alone', (name) => {
    const isKept = (one: string): boolean => one === name || one.startsWith('neighbour');
    const alone: RunRecord = {
      ...record,
      scenario: { ...record.scenario, streams: record.scenario.streams.filter((stream) => isKept(stream.name)) },
      trials: record.trials.map((trial) => ({
        ...trial,
        streams: trial.streams.filter(({ streamName }) => isKept(streamName)),
      })),
    };
    expect(targetOf('blocking', summarize(alone))?.streams).toHaveLength(3);
    expect(summarize(alone).targets.flatMap(({ predictions }) => predictions)).toEqual([]);
  });

  test('makes the first line tell of the neighbours, the longest held up first', () => {
    expect(summary.verdict).toMatch(
      /^When 10 requests for csv-report came at once and 5 clients asked for csv-report and left after 500 ms \(80 ms each\), the neighbours of async-cpu were well again after 1\.76 s \(95 % interval .*\); those of blocking after 1\.65 s .*; thread-pool held nobody up\.$/u,
    );
  });
});

describe('clients who leave', () => {
  test('are samples that waited at least as long as their patience', () => {
    const leaving = targetOf('thread-pool')?.streams.find(({ streamName }) => streamName === 'heavy-leaving');
    expect(leaving).toMatchObject({ outcomes: { left: 15, 'timed-out': 0, ok: 0 }, donePerSecond: { value: 0 } });
    expect(leaving?.waitMs.max).toEqual({ valueMs: 500, isAtLeast: true });
  });

  test('make the first line tell what the others cost', () => {
    const { verdict } = summarize(burstRecord('stayed'));
    expect(verdict).toMatch(
      /spent [\d.]+ m?s of CPU per task that somebody waited for, and worked on for nobody for /u,
    );
  });
});
