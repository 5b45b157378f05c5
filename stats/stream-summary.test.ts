import { describe, expect, test } from 'vitest';
import { exampleRecord } from './examples/example-record.ts';
import { phasesOf } from './phases.ts';
import type { Outcome, StreamSamples } from './record.ts';
import { summarizeStream } from './stream-summary.ts';

type Row = readonly [dueAtMs: number, latencyMs: number, outcome?: Outcome, lateMs?: number];

const samplesOf = (rows: readonly Row[]): StreamSamples => ({
  streamName: 'neighbour-warm',
  dueAtMs: rows.map(([dueAtMs]) => dueAtMs),
  sentAtMs: rows.map(([dueAtMs, , , lateMs = 0]) => dueAtMs + lateMs),
  latencyMs: rows.map(([, latencyMs]) => latencyMs),
  outcomes: rows.map(([, , outcome = 'ok']) => outcome),
  openedBeforeCount: 1,
  openedDuringCount: 0,
});

const neighbour = {
  name: 'neighbour-warm',
  ask: { kind: 'health' as const },
  load: { kind: 'open' as const, arrivalsPerSecond: 50, spacing: 'poisson' as const },
  connections: 'warm' as const,
};
const heavy = (clientCount: number) => ({
  name: 'heavy',
  ask: { kind: 'task' as const, taskName: 'csv-report', input: {} },
  load: { kind: 'closed' as const, clientCount },
  connections: 'warm' as const,
});

/** Quiet 0..1000, load 1000..5000, recovery 5000..6000; D = 80 ms. */
const settings = {
  phases: phasesOf({ quietMs: 1_000, loadMs: 4_000, recoveryMs: 1_000 }),
  calibration: exampleRecord({ roundCount: 1 }).calibration,
  seed: 1,
  turnMs: 0,
  isBurst: false,
};
const roundsOf = (...rounds: readonly (readonly Row[])[]) =>
  rounds.map((rows, roundIndex) => ({ roundIndex, samples: samplesOf(rows) }));
const everyMs = (stepMs: number, startMs: number, endMs: number): number[] =>
  Array.from({ length: (endMs - startMs) / stepMs }, (_, index) => startMs + index * stepMs);

describe('summarizeStream() of a neighbour', () => {
  test('counts the requests due in the load, though they were answered after it', () => {
    const rows: Row[] = [
      [999, 7],
      [1_000, 20],
      [4_999, 3_000],
      [5_000, 7],
    ];
    const summary = summarizeStream(neighbour, roundsOf(rows), settings);
    expect(summary.sampleCount).toBe(2);
    expect(summary.waitMs.max).toEqual({ valueMs: 3_000, isAtLeast: false });
    expect(summary.quietWaitMs.max).toEqual({ valueMs: 7, isAtLeast: false });
  });

  test('gives p90 100 and p99 190 for a server that stalls 200 ms each 1000 ms', () => {
    const rows = everyMs(1, 1_000, 5_000).map((dueAtMs): Row => [dueAtMs, Math.max(0, 200 - (dueAtMs % 1_000))]);
    const { waitMs, stalledShare } = summarizeStream(neighbour, roundsOf(rows), settings);
    expect([waitMs.p50, waitMs.p90, waitMs.p99, waitMs.max].map((wait) => wait?.valueMs)).toEqual([0, 100, 190, 200]);
    expect(stalledShare).toBeCloseTo(0.15); // 150 of each 1000 ms are more than 50 ms before the end of a stall
  });

  test('merges the samples of all rounds and never averages percentiles', () => {
    const flat = (waitMs: number) => everyMs(40, 1_000, 5_000).map((dueAtMs): Row => [dueAtMs, waitMs]);
    const summary = summarizeStream(neighbour, roundsOf(flat(10), flat(10), flat(400)), settings);
    expect(summary.waitMs.p50?.valueMs).toBe(10);
    expect(summary.waitMs.p90?.valueMs).toBe(400);
    expect(summary.rounds.map(({ waitMs }) => waitMs.p90?.valueMs)).toEqual([10, 10, 400]);
    expect(summary.intervals.p50).toEqual({ value: 10, low: 10, high: 400, confidenceShare: 0.95 });
  });

  test('has no interval where it has no percentile', () => {
    const rows = everyMs(100, 1_000, 5_000).map((dueAtMs): Row => [dueAtMs, 10]);
    const { intervals } = summarizeStream(neighbour, roundsOf(rows, rows, rows), settings); // 120 samples
    expect(intervals.p90?.value).toBe(10);
    expect(intervals.p99).toBeNull();
  });

  test('counts outcomes apart, and takes no refused, failed or wrong answer for a wait', () => {
    const rows: Row[] = [
      [1_000, 900, 'refused'],
      [1_001, 900, 'failed'],
      [1_002, 900, 'wrong'],
      [1_003, 10],
      [1_004, 500, 'timed-out'],
    ];
    const summary = summarizeStream(neighbour, roundsOf(rows), settings);
    expect(summary.outcomes).toEqual({
      ok: 1,
      refused: 1,
      failed: 1,
      wrong: 1,
      'timed-out': 1,
      left: 0,
      unfinished: 0,
      broken: 0,
      lost: 0,
    });
    expect(summary.sampleCount).toBe(2);
    expect(summary.waitMs.max).toEqual({ valueMs: 500, isAtLeast: true });
    expect(summary.stalledShare).toBe(0.5);
  });

  test('tells how late our own sender was', () => {
    const rows = everyMs(40, 1_000, 5_000).map((dueAtMs, index): Row => [dueAtMs, 30, 'ok', index === 7 ? 25 : 0.5]);
    expect(summarizeStream(neighbour, roundsOf([[0, 1, 'ok', 99], ...rows]), settings).latenessMs).toEqual({
      p99: 0.5,
      max: 25,
    });
  });
});

describe('summarizeStream() of a closed loop', () => {
  test('tells the waits of a server that is slower than the whole run', () => {
    // Five clients ask when the load begins, at 1000, and hear nothing until it ends at 5000.
    const rows: Row[] = Array.from({ length: 5 }, () => [1_000, 4_000, 'unfinished']);
    const { sampleCount, waitMs, donePerSecond, outcomes } = summarizeStream(heavy(5), roundsOf(rows), settings);
    expect(sampleCount).toBe(5);
    expect(outcomes).toMatchObject({ ok: 0, unfinished: 5 });
    expect(waitMs.max).toEqual({ valueMs: 4_000, isAtLeast: true });
    expect(donePerSecond.value).toBe(0);
  });

  test('counts answers per second after the ramp of N x D, whenever they were asked for', () => {
    // 5 clients x 80 ms: the ramp ends at 1400; from there to 5000 are 3.6 s.
    const rows: Row[] = [
      [1_000, 399],
      [1_000, 400],
      [3_000, 100],
      [3_000, 100, 'failed'],
      [4_900, 100],
    ];
    expect(summarizeStream(heavy(5), roundsOf(rows), settings).donePerSecond).toEqual({
      value: 2 / 3.6,
      low: 2 / 3.6,
      high: 2 / 3.6,
      confidenceShare: 0,
    });
  });

  test('leaves out the ramp, and at the end as long as the slowest answer took', () => {
    const rows: Row[] = [
      [1_399, 900],
      [1_400, 300],
      [4_699, 200],
      [4_700, 200],
      [4_900, 100, 'unfinished'],
    ];
    const summary = summarizeStream(heavy(5), roundsOf(rows), settings);
    expect(summary.sampleCount).toBe(2);
    expect(summary.waitMs.max).toEqual({ valueMs: 300, isAtLeast: false });
    expect(summary.outcomes.unfinished).toBe(1);
  });

  test('leaves out at most half of the steady phase, however slow an answer was', () => {
    const rows: Row[] = [
      [1_400, 3_000],
      [3_199, 100], // half of 1400 to 5000 is up to 3200
      [3_200, 100],
    ];
    expect(summarizeStream(heavy(5), roundsOf(rows), settings).sampleCount).toBe(2);
  });

  test('keeps the request that was stuck until the end', () => {
    const rows: Row[] = [
      [1_400, 3_600, 'unfinished'],
      ...everyMs(100, 1_500, 4_900).map((dueAtMs): Row => [dueAtMs, 100]),
    ];
    const { sampleCount, waitMs } = summarizeStream(heavy(5), roundsOf(rows), settings);
    expect(waitMs.max).toEqual({ valueMs: 3_600, isAtLeast: true });
    expect(sampleCount).toBe(35); // the last stretch is as long as the slowest answer, not as this one
  });

  test('has no quiet phase and no lateness', () => {
    const summary = summarizeStream(
      heavy(5),
      roundsOf([
        [500, 100],
        [2_000, 100],
      ]),
      settings,
    );
    expect(summary.quietWaitMs).toEqual({ p50: null, p90: null, p99: null, max: null });
    expect(summary.latenessMs).toBeNull();
  });
});
