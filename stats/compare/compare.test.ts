import { describe, expect, test } from 'vitest';
import { compareFigures, compareTargets, comparisonsOf } from './compare.ts';
import { exampleRecord } from '../examples/example-record.ts';
import { TIMEOUT_MS, compareOne as compare, exampleLevel } from '../examples/example-rounds.ts';
import { summarize } from '../summary.ts';

const flat = (waitMs: number, count = 100): number[] => Array.from({ length: count }, () => waitMs);

describe('compareTargets()', () => {
  test('takes the median of the ratios of each round: what slows both slows neither', () => {
    const slow = { waitsMs: [flat(20), flat(40), flat(600)] };
    const fast = { waitsMs: [flat(10), flat(20), flat(300)] };
    const comparison = compare(slow, fast, 'p50');
    expect(comparison).toMatchObject({
      verdict: 'worse',
      isPaired: true,
      roundCount: 3,
      value: 40,
      referenceValue: 20,
    });
    expect(comparison.ratio?.value).toBeCloseTo(2);
    expect(comparison.ratio?.low).toBeCloseTo(2);
    expect(comparison.ratio?.high).toBeCloseTo(2);
    expect(comparison.difference?.value).toBe(20);
    expect(compare(fast, slow, 'p50').verdict).toBe('better');
  });

  test('looks at each round by itself: the median of the ratios is not the ratio of the medians', () => {
    const comparison = compare(
      { waitsMs: [flat(30), flat(10), flat(100)] },
      { waitsMs: [flat(10), flat(20), flat(40)] },
      'p50',
    );
    expect(comparison).toMatchObject({ value: 30, referenceValue: 20 });
    expect(comparison.ratio?.value).toBeCloseTo(2.5);
  });

  test('says which is better with both figures, the interval and the rounds', () => {
    const blocking = { waitsMs: [flat(1_590), flat(1_590), flat(1_590)] };
    expect(compare({ waitsMs: [flat(8.6), flat(8.6), flat(8.6)] }, blocking, 'p50').sentence).toBe(
      'b is better than a: neighbour-warm p50 0.0054 times (95 % interval 0.0054 to 0.0054), 8.6 ms instead of 1.59 s, over 3 paired rounds.',
    );
  });

  test('of rates more is better', () => {
    const waitsMs = [flat(5), flat(5), flat(5)];
    const busy = { waitsMs, doneCounts: [40, 44, 48] };
    const busier = { waitsMs, doneCounts: [80, 88, 96] };
    expect(compare(busier, busy, 'donePerSecond')).toMatchObject({ verdict: 'better', value: 22, referenceValue: 11 });
    expect(compare(busy, busier, 'donePerSecond').verdict).toBe('worse');
  });

  test('a rate of 0 has no ratio, and is worse by the difference', () => {
    const waitsMs = [flat(5), flat(5), flat(5)];
    const comparison = compare({ waitsMs, doneCounts: [0, 0, 0] }, { waitsMs }, 'donePerSecond');
    expect(comparison).toMatchObject({ verdict: 'worse', ratio: null });
    expect(comparison.sentence).toContain('-10/s apart (95 % interval -10/s to -10/s), 0/s instead of 10/s');
  });

  test('a ratio within 1.1 times is too small to matter, and the sentence says the threshold', () => {
    const comparison = compare(
      { waitsMs: [flat(52), flat(52), flat(52)] },
      { waitsMs: [flat(50), flat(50), flat(50)] },
      'p50',
    );
    expect(comparison.verdict).toBe('too-small');
    expect(comparison.sentence).toContain('(less than 1.1 times either way)');
  });

  test('so are two waits below twice what the better of the two takes without heavy work', () => {
    const short = { waitsMs: [flat(1.2), flat(1.2), flat(1.2)], quietMs: 1 };
    const shorter = { waitsMs: [flat(1), flat(1), flat(1)], quietMs: 1 };
    expect(compare(short, shorter, 'p50')).toMatchObject({ verdict: 'too-small' });
    expect(compare(short, shorter, 'p50').sentence).toContain('(both below 2 times the 1.0 ms of a server');
    const alwaysSlow = { waitsMs: [flat(6), flat(6), flat(6)], quietMs: 6 };
    expect(compare(alwaysSlow, shorter, 'p50').verdict).toBe('worse');
  });

  test('of 2 rounds shows nothing and says that they are too few', () => {
    const comparison = compare({ waitsMs: [flat(9), flat(9)] }, { waitsMs: [flat(1), flat(1)] }, 'p50');
    expect(comparison).toMatchObject({ verdict: 'no-difference', ratio: null, difference: null, roundCount: 2 });
    expect(comparison.sentence).toContain('over 2 paired rounds, too few for an interval: it takes 3.');
  });

  test('of rounds that disagree shows nothing', () => {
    const comparison = compare(
      { waitsMs: [flat(20), flat(10), flat(35)] },
      { waitsMs: [flat(10), flat(20), flat(30)] },
      'p50',
    );
    expect(comparison.verdict).toBe('no-difference');
    expect(comparison.sentence).toMatch(/^No difference shown between b and a: /u);
  });

  test('resamples whole rounds for a p99 that no round can tell alone', () => {
    const slow = { waitsMs: Array.from({ length: 10 }, () => [...flat(10, 96), ...flat(80, 4)]) };
    const fast = { waitsMs: Array.from({ length: 10 }, () => [...flat(10, 96), ...flat(20, 4)]) };
    const comparison = compare(slow, fast, 'p99');
    expect(comparison).toMatchObject({ verdict: 'worse', value: 80, referenceValue: 20 });
    expect(comparison.ratio?.value).toBeCloseTo(4);
  });

  test('a target without the figure is not compared', () => {
    const { record, targets } = exampleLevel([
      { name: 'a', waitsMs: [flat(1), flat(1), flat(1)] },
      { name: 'b', waitsMs: [flat(1), flat(1), flat(1)] },
    ]);
    const [a, b] = targets;
    expect(a && b && compareTargets(record, b, a, 'p99', 'neighbour-warm')).toBeNull();
  });
});

describe('requests that never got an answer', () => {
  const never = [...flat(5, 40), ...flat(TIMEOUT_MS, 60)];
  const some = { waitsMs: [never, never, never] };
  const short = { waitsMs: [flat(50), flat(50), flat(50)] };

  test('make a target worse, never better', () => {
    expect(compare(some, short, 'p50')).toMatchObject({ verdict: 'worse', value: TIMEOUT_MS });
    expect(compare(some, short, 'p50').sentence).toContain('at least 10.0 s instead of 50 ms');
    // Their lower bound is below the other's wait: the truth may lie on either side.
    expect(
      compare(some, { waitsMs: [flat(20_000 / 2.1)].flatMap((waits) => [waits, waits, waits]) }, 'p50').verdict,
    ).not.toBe('better');
  });

  test('make a reference worse, never better', () => {
    expect(compare(short, some, 'p50').verdict).toBe('better');
  });

  test('at both leave it open, and the sentence says so', () => {
    const comparison = compare(some, some, 'p50');
    expect(comparison.verdict).toBe('no-difference');
    expect(comparison.sentence).toContain('requests that never got an answer leave it open');
  });

  test('few enough to lie beyond the percentile change nothing', () => {
    const few = [...flat(100, 97), ...flat(TIMEOUT_MS, 3)];
    expect(compare({ waitsMs: [few, few, few] }, short, 'p50').verdict).toBe('worse');
    expect(compare(short, { waitsMs: [few, few, few] }, 'p50').verdict).toBe('better');
  });

  test('leave a mean open upwards', () => {
    const few = [...flat(5, 97), ...flat(TIMEOUT_MS, 3)];
    const slow = { waitsMs: [flat(900), flat(900), flat(900)] };
    expect(compare({ waitsMs: [few, few, few] }, slow, 'mean').verdict).toBe('no-difference');
  });
});

test('rounds that are not paired have wider intervals, as good and bad minutes fall on either side', () => {
  const { record, targets } = exampleLevel([
    { name: 'a', waitsMs: [flat(10), flat(20), flat(40), flat(80)] },
    { name: 'b', waitsMs: [flat(15), flat(30), flat(60), flat(120)] },
  ]);
  const [a, b] = targets;
  if (a === undefined || b === undefined) throw new RangeError('Cannot compare without two targets');
  const figure = { streamName: 'neighbour-warm', metric: 'p50', referenceName: 'before' } as const;
  const paired = compareFigures({ record, target: b }, { record, target: a }, { ...figure, isPaired: true });
  const unpaired = compareFigures({ record, target: b }, { record, target: a }, { ...figure, isPaired: false });
  expect(paired).toMatchObject({ verdict: 'worse', isPaired: true });
  expect(unpaired).toMatchObject({ verdict: 'no-difference', isPaired: false });
  expect(unpaired?.ratio?.value).toBeCloseTo(1.5);
  expect(unpaired?.sentence).toContain('over 4 and 4 rounds that are not paired.');
});

describe('comparisonsOf()', () => {
  const { record, targets } = exampleLevel([
    { name: 'a', waitsMs: [flat(100), flat(100), flat(100)] },
    { name: 'b', waitsMs: [flat(10), flat(10), flat(10)] },
    { name: 'c', waitsMs: [flat(100), flat(100), flat(100)] },
  ]);

  test('compares each target with the first: the tail, the median and the heavy work done', () => {
    expect(
      comparisonsOf(record, targets).map(
        ({ targetName, referenceName, metric }) => `${targetName}-${referenceName} ${metric}`,
      ),
    ).toEqual(['b-a p90', 'b-a p50', 'b-a donePerSecond', 'c-a p90', 'c-a p50', 'c-a donePerSecond']);
  });

  test('passes over targets that were not measured, and needs two that were', () => {
    const [a, b, c] = targets;
    if (a === undefined || b === undefined || c === undefined) throw new RangeError('Cannot do without three targets');
    const gone = { ...a, status: 'void' as const, streams: [] };
    expect(new Set(comparisonsOf(record, [gone, b, c]).map(({ referenceName }) => referenceName))).toEqual(
      new Set(['b']),
    );
    expect(comparisonsOf(record, [gone, b])).toEqual([]);
  });

  test('leaves out the rounds that failed a gate, at both', () => {
    const [a, b] = targets;
    if (a === undefined || b === undefined) throw new RangeError('Cannot do without two targets');
    const without = { ...b, invalidTrials: [{ roundIndex: 1, failures: [] }] };
    expect(comparisonsOf(record, [a, without])[0]).toMatchObject({ roundCount: 2, verdict: 'no-difference' });
  });

  test('of the example record finds the pool better than blocking', () => {
    const { comparisons } = summarize(exampleRecord({ roundCount: 4 }));
    expect(
      comparisons.find(({ targetName, metric }) => targetName === 'thread-pool' && metric === 'p50')?.verdict,
    ).toBe('better');
  });
});
