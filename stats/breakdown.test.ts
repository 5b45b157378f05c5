import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { breakdownOf } from './breakdown.ts';
import type { Outcome, StreamSamples } from './record.ts';

interface Row {
  /** due, sent, connected, arrived, started, finished, answered. */
  readonly moments: readonly [number, number, number | null, number | null, number, number, number];
  readonly outcome?: Outcome;
}

function roundOf(rows: readonly Row[]): StreamSamples {
  return {
    streamName: 'heavy',
    dueAtMs: rows.map(({ moments }) => moments[0]),
    sentAtMs: rows.map(({ moments }) => moments[1]),
    connectedAtMs: rows.map(({ moments }) => moments[2]),
    arrivedAtMs: rows.map(({ moments }) => moments[3]),
    startedAtMs: rows.map(({ moments }) => moments[4]),
    finishedAtMs: rows.map(({ moments }) => moments[5]),
    latencyMs: rows.map(({ moments }) => moments[6] - moments[0]),
    outcomes: rows.map(({ outcome = 'ok' }) => outcome),
    openedBeforeCount: 0,
    openedDuringCount: 1,
  };
}

const times = (count: number, row: Row): Row[] => Array.from({ length: count }, () => row);
const all = () => (): boolean => true;
const row: Row = { moments: [100, 101, 103, 107, 115, 131, 163] };

describe('breakdownOf()', () => {
  test('splits a wait into late, connection, loop, queue, service and reply', () => {
    expect(breakdownOf([roundOf(times(10, row))], all)).toEqual({
      sampleCount: 10,
      lateMs: 1,
      connectionMs: 2,
      loopMs: 4,
      queueMs: 8,
      serviceMs: 16,
      replyMs: 32,
      totalMs: 63,
    });
  });

  test('takes only right answers that carry every stamp and are asked for, of all rounds', () => {
    const others: Row[] = [
      { moments: [100, 101, 103, null, 115, 131, 900] },
      { moments: [100, 101, null, 107, 115, 131, 900] },
      { moments: [100, 101, 103, 107, 115, 131, 900], outcome: 'wrong' },
      { moments: [5, 101, 103, 107, 115, 131, 900] },
    ];
    const rounds = [roundOf([...others, ...times(6, row)]), roundOf(times(4, row))];
    const isLater =
      ({ dueAtMs }: StreamSamples) =>
      (index: number) =>
        (dueAtMs[index] ?? 0) >= 100;
    expect(breakdownOf(rounds, isLater)).toMatchObject({ sampleCount: 10, totalMs: 63 });
  });

  test('is null below 10 requests and without stamps', () => {
    expect(breakdownOf([roundOf(times(9, row))], all)).toBeNull();
    const { arrivedAtMs: _, ...unstamped } = roundOf(times(20, row));
    expect(breakdownOf([unstamped], all)).toBeNull();
    expect(breakdownOf([], all)).toBeNull();
  });

  test('counts a stamp from before the one it follows as no time', () => {
    const crossed: Row = { moments: [100, 101, 103, 102.9, 102.9, 131, 130.95] };
    const breakdown = breakdownOf([roundOf(times(10, crossed))], all);
    expect(breakdown).toMatchObject({ loopMs: 0, queueMs: 0, replyMs: 0 });
    expect(breakdown?.serviceMs).toBeCloseTo(27.95, 9);
  });

  test('has no negative part and adds up to the mean latency, whatever the stamps', () => {
    const at = fc.double({ min: 0, max: 1_000, noNaN: true });
    const anyRow = fc
      .tuple(at, at, at, at, at, at, fc.double({ min: 0, max: 2_000, noNaN: true }))
      .map(([due, sent, connected, arrived, started, finished, latency]): Row => ({
        moments: [due, sent, connected, arrived, started, finished, due + latency],
      }));
    fc.assert(
      fc.property(fc.array(anyRow, { minLength: 10, maxLength: 30 }), (rows) => {
        const round = roundOf(rows);
        const breakdown = breakdownOf([round], all);
        const { sampleCount = 0, totalMs = -1, ...parts } = breakdown ?? {};
        expect(sampleCount).toBe(rows.length);
        expect(Math.min(...Object.values(parts))).toBeGreaterThanOrEqual(0);
        expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(totalMs, 9);
        expect(totalMs).toBeCloseTo(round.latencyMs.reduce((sum, ms) => sum + ms, 0) / rows.length, 6);
      }),
    );
  });
});
