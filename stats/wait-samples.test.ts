import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { percentile } from './percentile.ts';
import type { Outcome } from './record.ts';
import {
  type WaitSamples,
  mergeSamples,
  meanWait,
  stalledShare,
  waitAt,
  waitSamples,
  waitsOf,
} from './wait-samples.ts';

/** @param censoredMs lower bounds of requests that were never answered */
const samplesOf = (answeredMs: readonly number[], censoredMs: readonly number[] = []): WaitSamples => ({
  sortedMs: Float64Array.from([...answeredMs, ...censoredMs]).sort(),
  answeredMs: Float64Array.from(answeredMs).sort(),
});
const oneTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

function streamOf(rows: readonly (readonly [latencyMs: number, outcome: Outcome])[]) {
  return {
    streamName: 'neighbour-warm',
    dueAtMs: rows.map((_, index) => index),
    sentAtMs: rows.map((_, index) => index),
    latencyMs: rows.map(([latencyMs]) => latencyMs),
    outcomes: rows.map(([, outcome]) => outcome),
    openedBeforeCount: 1,
    openedDuringCount: 0,
  };
}

test('waitSamples() takes answered and unanswered requests, not refused, failed or wrong ones', () => {
  const stream = streamOf([
    [3, 'ok'],
    [1, 'refused'],
    [1, 'failed'],
    [1, 'wrong'],
    [9, 'timed-out'],
    [8, 'unfinished'],
    [7, 'broken'],
    [2, 'ok'],
  ]);
  const { sortedMs, answeredMs } = waitSamples(stream, () => true);
  expect([...sortedMs]).toEqual([2, 3, 7, 8, 9]);
  expect([...answeredMs]).toEqual([2, 3]);
});

test('waitSamples() takes only requests that are asked for', () => {
  const stream = streamOf([
    [30, 'ok'],
    [10, 'ok'],
    [20, 'ok'],
  ]);
  expect([...waitSamples(stream, (index) => index > 0).sortedMs]).toEqual([10, 20]);
});

test('mergeSamples() is as if all had been one round', () => {
  const merged = mergeSamples([samplesOf([1, 5], [4]), samplesOf([3])]);
  expect([...merged.sortedMs]).toEqual([1, 3, 4, 5]);
  expect([...merged.answeredMs]).toEqual([1, 3, 5]);
});

describe('waitsOf()', () => {
  test.each([
    { count: 19, told: ['max'] },
    { count: 20, told: ['p50', 'max'] },
    { count: 99, told: ['p50', 'max'] },
    { count: 100, told: ['p50', 'p90', 'max'] },
    { count: 999, told: ['p50', 'p90', 'max'] },
    { count: 1_000, told: ['p50', 'p90', 'p99', 'max'] },
  ])('of $count samples tells $told', ({ count, told }) => {
    const waits = waitsOf(samplesOf(oneTo(count)));
    expect(Object.entries(waits).flatMap(([name, wait]) => (wait === null ? [] : [name]))).toEqual(told);
  });

  test('of no samples tells nothing', () => {
    expect(waitsOf(samplesOf([]))).toEqual({ p50: null, p90: null, p99: null, max: null });
  });

  test('is exact below the place where unanswered requests begin, and "at least" from there on', () => {
    // 1..85 answered, 15 gave up after 1000 ms: the 50th is 50, the 90th anybody's guess above 1000.
    expect(
      waitsOf(
        samplesOf(
          oneTo(85),
          Array.from({ length: 15 }, () => 1_000),
        ),
      ),
    ).toEqual({
      p50: { valueMs: 50, isAtLeast: false },
      p90: { valueMs: 1_000, isAtLeast: true },
      p99: null,
      max: { valueMs: 1_000, isAtLeast: true },
    });
  });

  test('is "at least" where a request gave up early, as it may in truth have waited longest', () => {
    // 20 samples: 0 (gave up), 1..19. If that one waited for ever, the 10th is 10 and not 9.
    expect(waitsOf(samplesOf(oneTo(19), [0])).p50).toEqual({ valueMs: 9, isAtLeast: true });
  });

  test('is exact where equal waits make up for the one that gave up early', () => {
    expect(
      waitsOf(
        samplesOf(
          Array.from({ length: 19 }, () => 5),
          [0],
        ),
      ).p50,
    ).toEqual({ valueMs: 5, isAtLeast: false });
  });
});

describe('waitAt(), whatever the samples', () => {
  const waits = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 20, maxLength: 60 });
  const bounds = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 20 });
  const share = fc.constantFrom(0.05, 0.25, 0.5);

  test('is exact just when no truth behind the lower bounds could change it', () => {
    fc.assert(
      fc.property(waits, bounds, share, (answeredMs, censoredMs, asked) => {
        const atInfinity = [...answeredMs, ...censoredMs.map(() => Infinity)].sort((a, b) => a - b);
        const wait = waitAt(samplesOf(answeredMs, censoredMs), asked);
        expect(wait?.isAtLeast).toBe(percentile(atInfinity, asked) !== wait?.valueMs);
      }),
    );
  });

  test('is never above the truth, and equal to it where it claims to be', () => {
    const censored = fc.array(fc.tuple(fc.nat(30), fc.nat(30)), { maxLength: 20 });
    fc.assert(
      fc.property(waits, censored, share, (answeredMs, givenUp, asked) => {
        const truth = [...answeredMs, ...givenUp.map(([bound, more]) => bound + more)].sort((a, b) => a - b);
        const wait = waitAt(
          samplesOf(
            answeredMs,
            givenUp.map(([bound]) => bound),
          ),
          asked,
        );
        const trueMs = percentile(truth, asked);
        expect(wait?.valueMs).toBeLessThanOrEqual(trueMs);
        expect(wait?.isAtLeast === false ? wait.valueMs : trueMs).toBe(trueMs);
      }),
    );
  });

  test('is not lowered by counting an answered request as one that gave up then', () => {
    fc.assert(
      fc.property(waits, share, (answeredMs, asked) => {
        const [first = 0, ...rest] = answeredMs;
        const before = waitAt(samplesOf(answeredMs), asked);
        const after = waitAt(samplesOf(rest, [first]), asked);
        expect(after?.valueMs).toBe(before?.valueMs);
        expect(before?.isAtLeast).toBe(false);
      }),
    );
  });
});

test('waitSamples() and meanWait() do not depend on the order of the requests', () => {
  const outcome = fc.constantFrom<Outcome>('ok', 'ok', 'ok', 'refused', 'timed-out', 'unfinished', 'broken');
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(1_000), outcome), { minLength: 1, maxLength: 60 }), (rows) => {
      const samples = waitSamples(streamOf(rows), () => true);
      const reversed = waitSamples(streamOf(rows.toReversed()), () => true);
      expect(reversed).toEqual(samples);
      const waited = rows.filter(([, ended]) => ended !== 'refused').map(([latencyMs]) => latencyMs);
      const sumMs = waited.reduce((sum, ms) => sum + ms, 0);
      expect(meanWait(samples)?.valueMs ?? -1).toBe(waited.length === 0 ? -1 : sumMs / waited.length);
    }),
  );
});

test('mergeSamples() of rounds tells the same as one round with all their requests', () => {
  const rounds = fc.array(fc.tuple(fc.array(fc.nat(99)), fc.array(fc.nat(99))), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(rounds, (parts) => {
      const merged = mergeSamples(parts.map(([answeredMs, censoredMs]) => samplesOf(answeredMs, censoredMs)));
      const whole = samplesOf(
        parts.flatMap(([answeredMs]) => answeredMs),
        parts.flatMap(([, censoredMs]) => censoredMs),
      );
      expect(merged).toEqual(whole);
    }),
  );
});

test.each([
  { answeredMs: [10, 50, 51, 200], censoredMs: [], share: 0.5 },
  { answeredMs: [10], censoredMs: [20, 60, 70], share: 0.5 },
  { answeredMs: [50], censoredMs: [], share: 0 },
  { answeredMs: [], censoredMs: [], share: 0 },
])('stalledShare() of $answeredMs answered and $censoredMs given up is $share', ({ answeredMs, censoredMs, share }) => {
  expect(stalledShare(samplesOf(answeredMs, censoredMs))).toBe(share);
});
