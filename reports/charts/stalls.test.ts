import { array, assert, integer, nat, property, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STALL_MS } from '../../stats/summary.ts';
import type { ChartPoint } from '../chart.ts';
import { type Stall, stallsOf, thinStalls } from './stalls.ts';

/** [seconds, ms] pairs, ascending in time: many of them stalled, some due in the same moment. */
const somePoints = array(tuple(nat(4_000), integer({ min: 1, max: 400 })), { maxLength: 300 }).map((pairs) =>
  pairs.map(([dueMs, waitMs]): ChartPoint => [dueMs / 1_000, waitMs]).toSorted(([first], [second]) => first - second),
);

const contains =
  (second: number) =>
  ({ fromMs, toMs }: Stall): boolean =>
    fromMs <= second * 1_000 && second * 1_000 < toMs;

const gapsBetween = (stalls: readonly Stall[]): number[] =>
  stalls.slice(1).map(({ fromMs }, index) => fromMs - (stalls[index]?.toMs ?? 0));

describe('stallsOf()', () => {
  test('is one stall of those who were all answered when the first was, and a second one of who came after', () => {
    const points: ChartPoint[] = [
      [0.9, 1],
      [1, 482],
      [1.2, 283],
      [1.48, 3],
      [1.483, 500],
      [2, 1],
    ];
    expect(stallsOf(points)).toEqual([
      { fromMs: 1_000, toMs: 1_483, waitMs: 482, isAtLeast: false },
      { fromMs: 1_483, toMs: 1_983, waitMs: 500, isAtLeast: false },
    ]);
  });

  test('ends at the first answer, though others of it come a hair later: who is due in between begins the next', () => {
    const points: ChartPoint[] = [
      [1, 100],
      [1.05, 52],
      [1.101, 80],
    ];
    expect(stallsOf(points).map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
      [1_000, 1_101],
      [1_101, 1_181],
    ]);
  });

  test('is at least that long where somebody was never answered', () => {
    const lost: ChartPoint = [1.1, 60];
    const points: ChartPoint[] = [[1, 482], lost];
    expect(stallsOf(points, new Set([lost]))).toEqual([{ fromMs: 1_000, toMs: 1_482, waitMs: 482, isAtLeast: true }]);
  });

  test('is none where nobody waited longer than the limit', () => {
    expect(stallsOf([[1, STALL_MS]])).toEqual([]);
    expect(stallsOf([])).toEqual([]);
  });

  test('every request over the limit was due in exactly one stall, whose wait is no shorter', () => {
    assert(
      property(somePoints, (points) => {
        const stalls = stallsOf(points);
        const slow = points.filter(([, ms]) => ms > STALL_MS);
        const homes = slow.map(([second]) => stalls.filter(contains(second)));
        expect(homes.map((found) => found.length)).toEqual(slow.map(() => 1));
        expect(homes.map((found, index) => (found[0]?.waitMs ?? 0) >= (slow[index]?.[1] ?? 0))).toEqual(
          slow.map(() => true),
        );
      }),
    );
  });

  test('stalls do not overlap, and none is shorter than the limit', () => {
    assert(
      property(somePoints, (points) => {
        const stalls = stallsOf(points);
        expect(gapsBetween(stalls).every((gapMs) => gapMs >= 0)).toBe(true);
        expect(stalls.every(({ fromMs, toMs }) => toMs - fromMs > STALL_MS - 1e-6)).toBe(true);
      }),
    );
  });

  test('finds one request among 1,000,000', () => {
    const points = Array.from({ length: 1_000_000 }, (_, index): ChartPoint => [
      index / 1_000,
      index === 567_890 ? 482 : 1,
    ]);
    expect(stallsOf(points)).toEqual([{ fromMs: 567_890, toMs: 568_372, waitMs: 482, isAtLeast: false }]);
  });
});

describe('thinStalls()', () => {
  test('leaves few alone', () => {
    const stalls = stallsOf([[1, 60]]);
    expect(thinStalls(stalls, 1)).toBe(stalls);
  });

  test('covers every stall with few that do not overlap, and tells the longest wait', () => {
    assert(
      property(somePoints, integer({ min: 1, max: 8 }), (points, maxCount) => {
        const stalls = stallsOf(points);
        const thinned = thinStalls(stalls, maxCount);
        expect(thinned.length).toBeLessThanOrEqual(maxCount);
        expect(gapsBetween(thinned).every((gapMs) => gapMs >= 0)).toBe(true);
        const covers = stalls.map(({ fromMs, toMs, waitMs }) =>
          thinned.filter((wide) => wide.fromMs <= fromMs && toMs <= wide.toMs && waitMs <= wide.waitMs),
        );
        expect(covers.map((found) => found.length)).toEqual(stalls.map(() => 1));
      }),
    );
  });
});
