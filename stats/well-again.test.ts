import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Outcome } from './record.ts';
import { wellAgainMs, wellLimitMs } from './well-again.ts';

const FROM_MS = 1_000;
const LIMIT_MS = 6;
const GAP_MS = 10;

/** Neighbours every 10 ms from the burst on, who waited so long each. */
const waited = (latencyMs: readonly number[], outcomeOf: (index: number) => Outcome = () => 'ok') => ({
  dueAtMs: latencyMs.map((_, index) => FROM_MS + index * GAP_MS),
  latencyMs: [...latencyMs],
  outcomes: latencyMs.map((_, index) => outcomeOf(index)),
});
const repeated = (count: number, value: number): number[] => Array.from({ length: count }, () => value);
/** A loop that serves nobody until `stallMs` after the burst. */
const stalled = (stallMs: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => Math.max(1, stallMs - index * GAP_MS));

describe('wellLimitMs()', () => {
  test.each([
    { what: 'a floor of 1 ms', floorMs: 1, isShared: false, limitMs: 6 },
    { what: 'a floor of 8 ms', floorMs: 8, isShared: false, limitMs: 16 },
    { what: 'a floor of 1 ms on shared cores', floorMs: 1, isShared: true, limitMs: 21 },
    { what: 'a floor of 30 ms on shared cores', floorMs: 30, isShared: true, limitMs: 60 },
  ])('of $what is $limitMs ms: twice that, or 5 or 20 ms more', ({ floorMs, isShared, limitMs }) => {
    expect(wellLimitMs(repeated(20, floorMs), isShared)).toBe(limitMs);
  });

  test('is not told of fewer than 20 neighbours', () => {
    expect(wellLimitMs(repeated(19, 1), false)).toBeNull();
  });
});

describe('wellAgainMs()', () => {
  test('of a stall is its length: when those who were held up had their answers', () => {
    expect(wellAgainMs(waited(stalled(1_000, 200)), FROM_MS, LIMIT_MS)).toEqual({ valueMs: 1_000, isAtLeast: false });
  });

  test('is 0 where nobody was held up, and where one or two were by a hiccup', () => {
    const well = repeated(50, 1);
    expect(wellAgainMs(waited(well), FROM_MS, LIMIT_MS)).toEqual({ valueMs: 0, isAtLeast: false });
    expect(wellAgainMs(waited(well.with(20, 90).with(21, 80)), FROM_MS, LIMIT_MS)?.valueMs).toBe(0);
    expect(wellAgainMs(waited(well.with(20, 90).with(21, 80).with(22, 70)), FROM_MS, LIMIT_MS)?.valueMs).toBe(290);
  });

  test('is for good: a second stall counts, however well they were in between', () => {
    const waits = [...stalled(200, 40), ...stalled(100, 40)];
    expect(wellAgainMs(waited(waits), FROM_MS, LIMIT_MS)?.valueMs).toBe(500);
  });

  test('is at least so long where fewer than ten came after the last who was held up', () => {
    expect(wellAgainMs(waited(stalled(500, 60)), FROM_MS, LIMIT_MS)).toEqual({ valueMs: 500, isAtLeast: false });
    expect(wellAgainMs(waited(stalled(500, 59)), FROM_MS, LIMIT_MS)).toEqual({ valueMs: 500, isAtLeast: true });
  });

  test('holds those who were not served for held up, however fast they were turned away', () => {
    const refused = waited(repeated(50, 1), (index) => (index < 10 ? 'refused' : 'ok'));
    expect(wellAgainMs(refused, FROM_MS, LIMIT_MS)?.valueMs).toBe(91);
  });

  test('does not look at those who came before the burst', () => {
    const { dueAtMs, ...rest } = waited(stalled(300, 60));
    expect(wellAgainMs({ dueAtMs: dueAtMs.map((ms) => ms - 700), ...rest }, FROM_MS, LIMIT_MS)).toBeNull();
  });

  test('never ends before the stall that it is of, whatever else hiccups', () => {
    const anyRun = fc.record({
      stallCount: fc.integer({ min: 3, max: 60 }),
      hiccups: fc.array(fc.integer({ min: 0, max: 119 }), { maxLength: 5 }),
    });
    fc.assert(
      fc.property(anyRun, ({ stallCount, hiccups }) => {
        const stallMs = stallCount * GAP_MS;
        const waits = stalled(stallMs, 120).map((ms, index) => (hiccups.includes(index) ? Math.max(ms, 30) : ms));
        const found = wellAgainMs(waited(waits), FROM_MS, LIMIT_MS);
        expect(found?.valueMs).toBeGreaterThanOrEqual(stallMs);
      }),
      { seed: 1 },
    );
  });
});
