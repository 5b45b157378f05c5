import { expect, test } from 'vitest';
import { exampleReport } from './example-report.ts';
import type { ChartPoint } from './chart.ts';
import { type Strip, stripsOf } from './charts/timeline-strips.ts';
import { type Beat, heartbeatOf } from './heartbeat.ts';

/** A strip of these points: seconds and waits in ms. */
function stripOf(points: readonly ChartPoint[]): Strip {
  const { record, summary } = exampleReport({ roundCount: 1 });
  const [strip] = stripsOf(record, summary);
  if (strip === undefined) throw new RangeError('Cannot test without a strip');
  return { ...strip, points };
}

/** One character for each beat. */
const drawn = (beats: readonly Beat[]): string =>
  beats
    .map((beat) => (beat.kind === 'stall' ? '.' : beat.kind === 'none' ? ' ' : beat.waitMs > 50 ? '!' : '|'))
    .join('');

/** Every 10 ms for one second, and whoever is due in the stall waits for its end. */
const withStall = (fromMs: number, toMs: number): ChartPoint[] =>
  Array.from({ length: 100 }, (_, index): ChartPoint => {
    const dueMs = index * 10;
    return [dueMs / 1_000, dueMs >= fromMs && dueMs < toMs ? toMs - dueMs : 1];
  });

test('heartbeatOf() draws a stall as a beat in which it begins and a gap as long as it lasts', () => {
  const { beats, longest } = heartbeatOf(stripOf(withStall(300, 700)), 1_000, 20);
  expect(drawn(beats)).toBe('||||||!.......||||||');
  expect(longest).toEqual({ fromIndex: 7, toIndex: 14, isSilent: true });
});

test('heartbeatOf() keeps a stall of one request among a million visible, with its wait', () => {
  const points = Array.from({ length: 1_000_000 }, (_, index): ChartPoint => [
    index / 100_000,
    index === 654_321 ? 120 : 1,
  ]);
  const { beats } = heartbeatOf(stripOf(points), 10_000, 50);
  expect(drawn(beats)).toBe(`${'|'.repeat(32)}!${'|'.repeat(17)}`);
  expect(beats[32]).toEqual({ kind: 'wait', waitMs: 120 });
});

test('heartbeatOf() tells the longest wait of a beat, whichever came last', () => {
  const { beats } = heartbeatOf(
    stripOf([
      [0.1, 2],
      [0.2, 30],
      [0.3, 1],
    ]),
    1_000,
    1,
  );
  expect(beats).toEqual([{ kind: 'wait', waitMs: 30 }]);
});

test('heartbeatOf() takes a stall for silent only where nobody was answered meanwhile', () => {
  const others = Array.from({ length: 20 }, (_, index): ChartPoint => [0.31 + index / 100, 2]);
  const points = [...withStall(300, 700), ...others].toSorted(([a], [b]) => a - b);
  expect(heartbeatOf(stripOf(points), 1_000, 20).longest?.isSilent).toBe(false);
});

test('heartbeatOf() leaves a beat empty where nobody was due, and has no stall where nobody waited', () => {
  const { beats, longest } = heartbeatOf(
    stripOf([
      [0.05, 1],
      [0.95, 2],
    ]),
    1_000,
    10,
  );
  expect(drawn(beats)).toBe('|        |');
  expect(longest).toBeNull();
});

test('heartbeatOf() has a beat for a request that was due after the end', () => {
  expect(drawn(heartbeatOf(stripOf([[1.2, 60]]), 1_000, 4).beats)).toBe('   !');
});
