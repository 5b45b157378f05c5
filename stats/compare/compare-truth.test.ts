import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Rounds, compareOne as compare, compareRounds } from '../examples/example-rounds.ts';
import { type Random, exponential, seededRandom } from '../seeded-random.ts';

test('swapping two targets turns ratio, difference and verdict', () => {
  const wait = fc.double({ min: 0.5, max: 200, noNaN: true });
  const round = fc.array(wait, { minLength: 20, maxLength: 40 });
  const bothRounds = fc.array(fc.tuple(round, round), { minLength: 3, maxLength: 6 });
  const turned = {
    better: 'worse',
    worse: 'better',
    'no-difference': 'no-difference',
    'too-small': 'too-small',
  } as const;
  fc.assert(
    fc.property(bothRounds, fc.constantFrom('p50', 'mean'), (rounds, metric) => {
      const own = { waitsMs: rounds.map(([waits]) => waits) };
      const other = { waitsMs: rounds.map(([, waits]) => waits) };
      const [forth, back] = [compare(own, other, metric), compare(other, own, metric)];
      expect(back.verdict).toBe(turned[forth.verdict]);
      expect(back.ratio?.value).toBeCloseTo(1 / (forth.ratio?.value ?? 0), 9);
      expect(Math.log(back.ratio?.low ?? 0)).toBeCloseTo(-Math.log(forth.ratio?.high ?? 0), 9);
      expect(back.difference?.low).toBeCloseTo(-(forth.difference?.high ?? 0), 9);
    }),
    { numRuns: 40 },
  );
});

/** Rounds of a server whose speed differs by some 20 % from start to start. */
function simulated(random: Random, shiftMs = 0): Rounds {
  const effects = Array.from({ length: 6 }, () => Math.exp(0.2 * (random() + random() + random() - 1.5) * 2));
  return {
    waitsMs: effects.map((effect) =>
      Array.from({ length: 200 }, () => effect * (1 + exponential(random, 1.5)) + shiftMs),
    ),
    doneCounts: effects.map((effect) => Math.round(60 / effect)),
  };
}

test('one strategy under two names: a difference is claimed of at most 10 % of each figure', () => {
  const random = seededRandom(7);
  const metrics = ['p50', 'p99', 'donePerSecond'] as const;
  const claims = { p50: 0, p99: 0, donePerSecond: 0 };
  for (let run = 0; run < 200; run += 1) {
    const [own, other] = [simulated(random), simulated(random)];
    for (const { metric, verdict } of compareRounds(own, other, metrics))
      if (metric in claims && (verdict === 'better' || verdict === 'worse')) claims[metric as keyof typeof claims] += 1;
  }
  for (const metric of metrics) expect({ metric, isRare: claims[metric] <= 20 }).toEqual({ metric, isRare: true });
}, 180_000);

test('5 ms more per request read as 5 +/- 1 ms, and the interval excludes 0', () => {
  const random = seededRandom(11);
  const found = Array.from({ length: 40 }, () => compare(simulated(random, 5), simulated(random), 'p50'));
  const right = found.filter(
    ({ difference, verdict }) =>
      verdict === 'worse' && difference !== null && difference.low > 0 && Math.abs(difference.value - 5) <= 1,
  );
  expect(right.length).toBeGreaterThanOrEqual(36);
});
