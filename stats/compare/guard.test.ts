import { describe, expect, test } from 'vitest';
import { type SummarizedRun } from './compare-records.ts';
import { type ExampleRounds, TIMEOUT_MS, exampleRun } from '../examples/example-rounds.ts';
import { type GuardBaseline, type GuardResult, evaluateGuard, knownNamesOf, parseGuard } from './guard.ts';
import type { StreamSummary, TargetSummary } from '../summary.ts';

const flat = (waitMs: number, count = 100): number[] => Array.from({ length: count }, () => waitMs);
const rounds = (name: string, ...waitsMs: readonly number[]): ExampleRounds => ({
  name,
  waitsMs: waitsMs.map((ms) => flat(ms, 400)),
});

const run = exampleRun([rounds('blocking', 400, 400, 400, 400), rounds('thread-pool', 8, 10, 12, 10)]);

const check = (text: string, own: SummarizedRun = run, baseline: GuardBaseline | null = null): GuardResult =>
  evaluateGuard(parseGuard(text, knownNamesOf(own.record)), own, baseline);

const withTarget = (change: (target: TargetSummary) => TargetSummary): SummarizedRun => ({
  ...run,
  summary: {
    ...run.summary,
    levels: run.summary.levels.map((level) => ({
      ...level,
      targets: level.targets.map((target) => (target.targetName === 'thread-pool' ? change(target) : target)),
    })),
  },
});

const withNeighbour = (change: Partial<StreamSummary>): SummarizedRun =>
  withTarget((target) => ({
    ...target,
    streams: target.streams.map((stream) =>
      stream.streamName === 'neighbour-warm' ? { ...stream, ...change } : stream,
    ),
  }));

describe('evaluateGuard()', () => {
  test.each([
    { text: 'thread-pool.neighbour-warm.p90 > 7ms', state: 'fired' },
    { text: 'thread-pool.neighbour-warm.p90 > 11ms', state: 'inconclusive' },
    { text: 'thread-pool.neighbour-warm.p90 > 12ms', state: 'passed' },
    { text: 'blocking.neighbour-warm.p99 < 401ms', state: 'fired' },
    { text: 'blocking.neighbour-warm.p99 < 0.4s', state: 'passed' },
    { text: 'thread-pool.neighbour-warm.max > 13ms', state: 'passed' },
    { text: 'blocking.neighbour-warm.mean > 399ms', state: 'fired' },
    { text: 'blocking.neighbour-warm.stalled > 99%', state: 'fired' },
    { text: 'thread-pool.neighbour-warm.stalled > 1%', state: 'passed' },
    { text: 'thread-pool.heavy.rate < 11/s', state: 'fired' },
    { text: 'thread-pool.heavy.rate < 9/s', state: 'passed' },
  ])('of "$text" is $state: only an interval that excludes the limit decides', ({ text, state }) => {
    expect(check(text).state).toBe(state);
  });

  test('says the figure, its interval and the limit', () => {
    expect(check('blocking.neighbour-warm.p99 > 20ms').sentence).toBe(
      'blocking neighbour-warm p99 400 ms (95 % interval 400 ms to 400 ms), limit 20ms: the interval lies above it.',
    );
  });

  test.each([
    { text: 'thread-pool.neighbour-warm.p90 > 10% of blocking', state: 'passed' },
    { text: 'thread-pool.neighbour-warm.p90 > 1% of blocking', state: 'fired' },
    { text: 'thread-pool.heavy.rate < 150% of blocking', state: 'fired' },
  ])('of "$text", a target of the same run, is $state', ({ text, state }) => {
    expect(check(text).state).toBe(state);
  });

  const slower = { ...exampleRun([rounds('thread-pool', 4, 5, 6, 5)]), allowsMismatch: true };

  test.each([
    { text: 'thread-pool.neighbour-warm.p90 > +25%', state: 'fired' },
    { text: 'thread-pool.neighbour-warm.p90 > +150%', state: 'passed' },
    { text: 'thread-pool.heavy.rate < -10%', state: 'passed' },
    { text: 'blocking.neighbour-warm.p90 > +25%', state: 'inconclusive' },
  ])('of "$text" against a baseline is $state', ({ text, state }) => {
    expect(check(text, run, slower).state).toBe(state);
  });

  test('cannot tell without a baseline, or from one of another machine', () => {
    expect(check('thread-pool.neighbour-warm.p90 > +25%')).toMatchObject({
      state: 'inconclusive',
      sentence: 'There is no baseline to compare with.',
    });
    const machine = { ...run.record.machine, cpuModel: 'Other' };
    const elsewhere = { ...run, record: { ...run.record, machine }, allowsMismatch: false };
    expect(check('thread-pool.neighbour-warm.p90 > +25%', run, elsewhere)).toMatchObject({
      state: 'inconclusive',
      sentence: expect.stringContaining('CPU: Other before'),
    });
    expect(check('thread-pool.neighbour-warm.p90 > +300%', run, { ...elsewhere, allowsMismatch: true }).state).toBe(
      'passed',
    );
  });

  test.each([
    {
      why: 'void',
      own: withTarget((target) => ({ ...target, status: 'void', streams: [] })),
      says: 'thread-pool is void',
    },
    {
      why: 'invalid',
      own: withTarget((target) => ({ ...target, status: 'invalid', streams: [] })),
      says: 'thread-pool is invalid',
    },
    { why: 'not served', own: withNeighbour({ sampleCount: 0 }), says: 'nobody was served' },
    {
      why: 'measured with too few requests',
      own: withNeighbour({ sampleCount: 90, waitMs: { p50: null, p90: null, p99: null, max: null } }),
      says: 'only 90 requests, too few for a p99',
    },
    {
      why: 'of a run that failed its self-test',
      own: { ...run, summary: { ...run.summary, trust: { state: 'not-trusted' as const, reasons: [] } } },
      says: 'The self-test of this run failed',
    },
    {
      why: 'measured in 2 rounds',
      own: exampleRun([{ name: 'thread-pool', waitsMs: [flat(9, 600), flat(9, 600)] }]),
      says: 'too few rounds',
    },
  ])('cannot tell of a cell that is $why, and says so', ({ own, says }) => {
    expect(check('thread-pool.neighbour-warm.p99 > 20ms', own)).toMatchObject({
      state: 'inconclusive',
      sentence: expect.stringContaining(says),
    });
  });

  test('fires on a backlog that grows: its waits pass any limit', () => {
    const backlog = { perSecond: { value: 9, low: 8, high: 10, confidenceShare: 0.95 }, isGrowing: true };
    const growing = withNeighbour({ backlog, waitMs: { p50: null, p90: null, p99: null, max: null } });
    expect(check('thread-pool.neighbour-warm.p99 > 1s', growing).state).toBe('fired');
    expect(check('thread-pool.neighbour-warm.p99 > 10% of blocking', growing).state).toBe('fired');
    expect(check('thread-pool.neighbour-warm.p99 < 1s', growing).state).toBe('inconclusive');
  });

  test('takes the wait of requests that never got an answer for a lower bound', () => {
    const never = [...flat(5, 80), ...flat(TIMEOUT_MS, 20)];
    const open = exampleRun([{ name: 'a', waitsMs: [never, never, never] }]);
    expect(check('a.neighbour-warm.p90 > 9s', open).state).toBe('fired');
    expect(check('a.neighbour-warm.p90 > 11s', open)).toMatchObject({
      state: 'inconclusive',
      sentence: expect.stringContaining('to no end'),
    });
    expect(check('a.neighbour-warm.p90 < 11s', open).state).toBe('inconclusive');
    expect(check('a.neighbour-warm.p50 < 6ms', open).state).toBe('fired');
  });
});
