import { describe, expect, test } from 'vitest';
import { exampleRecord } from './examples/example-record.ts';
import { exampleLevel } from './examples/example-rounds.ts';
import type { RunRecord } from './record.ts';
import { type StreamSummary, type TargetSummary, type Wait, summarize } from './summary.ts';
import { verdictOf } from './verdict.ts';

const record = exampleRecord({ roundCount: 1 });
const [blocking] = summarize(record).targets;

interface Given {
  readonly p99?: number | null;
  readonly p90?: number | null;
  readonly max?: number | null;
  readonly isAtLeast?: boolean;
  readonly interval?: readonly [low: number, high: number];
  readonly refusedCount?: number;
}

const waitOf = (valueMs: number | null | undefined, isAtLeast: boolean): Wait | null =>
  typeof valueMs === 'number' ? { valueMs, isAtLeast } : null;

/** A target whose warm neighbours waited as given. */
function target(targetName: string, given: Given): TargetSummary {
  const base = blocking?.streams.find(({ streamName }) => streamName === 'neighbour-warm');
  if (blocking === undefined || base === undefined) throw new TypeError('The example has no warm neighbour');
  const { isAtLeast = false, interval, refusedCount = 0 } = given;
  const wait = (valueMs: number | null | undefined): Wait | null => waitOf(valueMs, isAtLeast);
  const estimate =
    interval === undefined
      ? null
      : { value: given.p99 ?? 0, low: interval[0], high: interval[1], confidenceShare: 0.95 };
  const stream: StreamSummary = {
    ...base,
    waitMs: {
      p50: null,
      p90: wait(given.p90),
      p99: wait(given.p99),
      max: wait(given.max === undefined ? 9_000 : given.max),
    },
    quietWaitMs: { p50: waitOf(0.4, false), p90: null, p99: null, max: null },
    intervals: { p50: null, p90: null, p99: estimate },
    outcomes: {
      ok: 100 - refusedCount,
      refused: refusedCount,
      failed: 0,
      wrong: 0,
      'timed-out': 0,
      left: 0,
      unfinished: 0,
      broken: 0,
      lost: 0,
    },
  };
  return { ...blocking, targetName, streams: [stream] };
}

const voidTarget = (targetName: string): TargetSummary => ({
  ...target(targetName, {}),
  validTrialCount: 0,
  streams: [],
});
const withClients = (clientCount: number): RunRecord => exampleRecord({ roundCount: 1, clientCount });

const toldOf = (run: RunRecord, targets: readonly TargetSummary[]): string => verdictOf(run, { record: run, targets });

describe('verdictOf()', () => {
  test('sets the worst against the best target at p99', () => {
    const targets = [
      target('cluster', { p99: 300 }),
      target('blocking', { p99: 642 }),
      target('thread-pool', { p99: 6.1 }),
    ];
    expect(toldOf(record, targets)).toBe(
      'While 8 clients ran csv-report (80 ms each), blocking kept a warm neighbour waiting 642 ms at p99; thread-pool 6.1 ms, 105 times less.',
    );
  });

  test('gives the intervals it has', () => {
    const targets = [target('a', { p99: 642, interval: [610, 671] }), target('b', { p99: 100, interval: [90, 110] })];
    expect(toldOf(record, targets)).toContain(
      'a kept a warm neighbour waiting 642 ms at p99 (95 % interval 610 ms to 671 ms); b 100 ms (95 % interval 90 ms to 110 ms), 6.4 times less.',
    );
  });

  test.each([
    { lacking: { p99: null, p90: 50 }, said: 'a kept a warm neighbour waiting 500 ms at p90; b 50 ms, 10 times less.' },
    {
      lacking: { p99: null, p90: null, max: 900 },
      said: 'a kept a warm neighbour waiting 9.00 s at worst; b 900 ms, 10 times less.',
    },
  ])('compares at the highest percentile that both have: $said', ({ lacking, said }) => {
    expect(toldOf(record, [target('a', { p99: 600, p90: 500 }), target('b', lacking)])).toContain(said);
  });

  test.each([
    { name: 'a ratio below 1.1', a: { p99: 109 }, b: { p99: 100 } },
    { name: 'a best that is only "at least"', a: { p99: 300 }, b: { p99: 100, isAtLeast: true } },
  ] as const)('shows no difference with $name', ({ a, b }) => {
    expect(toldOf(record, [target('a', a), target('b', b)])).toMatch(
      /no difference was shown between 2 targets: a warm neighbour waited (at least )?100 ms \(b\) to \d+ ms \(a\) at p99\.$/u,
    );
  });

  test.each([
    { name: 'apart', slowMs: [300, 310, 290, 305], said: /a kept a warm neighbour waiting 310 ms at p90.*times less/u },
    { name: 'within chance', slowMs: [300, 20, 20, 20], said: /no difference was shown between 2 targets/u },
    { name: 'too close to matter', slowMs: [103, 104, 103, 104], said: /no difference was shown between 2 targets/u },
  ])('goes by the rule of all pairs where there are rounds: $name', ({ slowMs, said }) => {
    const rounds = (waitsMs: readonly number[]): number[][] =>
      waitsMs.map((waitMs) => Array.from({ length: 50 }, () => waitMs));
    const level = exampleLevel([
      { name: 'a', waitsMs: rounds(slowMs) },
      { name: 'b', waitsMs: rounds([100, 100, 100, 100]) },
    ]);
    expect(verdictOf(level.record, level)).toMatch(said);
  });

  test('says "at least" of a wait that was never over, and of what it is times', () => {
    const targets = [target('a', { p99: 5_000, isAtLeast: true }), target('b', { p99: 10 })];
    expect(toldOf(record, targets)).toContain('waiting at least 5.00 s at p99; b 10 ms, at least 500 times less.');
  });

  test('takes for the best a wait that is known, not one that is "at least" less', () => {
    const targets = [target('a', { p99: 600 }), target('b', { p99: 10 }), target('c', { p99: 3, isAtLeast: true })];
    expect(toldOf(record, targets)).toContain('; b 10 ms, 60 times less.');
  });

  test('does not praise a short wait without saying whom it turned away', () => {
    const targets = [target('a', { p99: 600 }), target('b', { p99: 10, refusedCount: 40 })];
    expect(toldOf(record, targets)).toContain('60 times less (but 40 % of its neighbours were not served).');
  });

  test('names a target that served no neighbour', () => {
    const targets = [target('a', { p99: 600 }), target('b', { p99: 10 }), target('c', { max: null })];
    expect(toldOf(record, targets)).toMatch(/60 times less; c served no neighbour\.$/u);
    expect(toldOf(record, [target('c', { max: null })])).toMatch(/no neighbour was served at any target\.$/u);
  });

  test('sets a single target against its own quiet', () => {
    expect(toldOf(record, [target('a', { p99: 642 })])).toBe(
      'While 8 clients ran csv-report (80 ms each), a kept a warm neighbour waiting 642 ms at p99; before the load the median was 0.40 ms.',
    );
  });

  test('says when nobody did heavy work', () => {
    expect(toldOf(withClients(0), [target('a', { p99: 1.08 }), target('b', { p99: 1 })])).toBe(
      'Nobody did heavy work: no difference was shown between 2 targets: a warm neighbour waited 1.0 ms (b) to 1.1 ms (a) at p99.',
    );
  });

  test('leaves the task’s own time out when it is unknown, and knows one client from two', () => {
    expect(toldOf({ ...withClients(1), calibration: null }, [target('a', { p99: 642 })])).toMatch(
      /^While 1 client ran csv-report, a kept/u,
    );
  });

  test('takes the first open stream when none is warm', () => {
    const { scenario } = record;
    const cold = scenario.streams.filter(({ name }) => name !== 'neighbour-warm');
    const { targets } = summarize(record);
    expect(toldOf({ ...record, scenario: { ...scenario, streams: cold } }, targets)).toContain('kept a cold neighbour');
  });

  test('tells the work done when nobody asked as a neighbour', () => {
    const { scenario } = record;
    const heavyOnly = { ...record, scenario: { ...scenario, streams: scenario.streams.slice(0, 1) } };
    expect(toldOf(heavyOnly, summarize(record).targets)).toMatch(
      /^While 8 clients .*, no neighbour was asked; done: cluster 2\d\/s, .*thread-pool 2\d\/s, .*blocking 12\/s/u,
    );
  });

  test('does not count a target without a valid trial', () => {
    expect(toldOf(record, [target('a', { p99: 642 }), voidTarget('b')])).toContain('before the load');
    expect(toldOf(record, [voidTarget('a'), voidTarget('b')])).toBe(
      'No trial was valid, so there is nothing to compare.',
    );
  });

  test('says first that a run is partial', () => {
    const partial = exampleRecord({ roundCount: 1, status: 'partial' });
    expect(toldOf(partial, [target('a', { p99: 642 })])).toMatch(/^Partial run \(3 of 4 trials\): While 8 clients/u);
  });

  test('says that a target fell behind instead of how long its neighbours waited', () => {
    const behind = target('b', { p99: null, max: null });
    const perSecond = { value: 52, low: 50, high: 54, confidenceShare: 0.95 };
    const grown = {
      ...behind,
      streams: behind.streams.map((stream) => ({ ...stream, backlog: { perSecond, isGrowing: true } })),
    };
    expect(toldOf(record, [target('a', { p99: 642 }), grown])).toMatch(/; b fell behind, by 52\/s\.$/u);
    expect(toldOf(record, [grown])).toMatch(/each\), b fell behind, by 52\/s\.$/u);
  });

  test('says that heavy work piled up behind a server whose neighbours are well', () => {
    const heavy = blocking?.streams.find(({ streamName }) => streamName === 'heavy');
    if (heavy === undefined) throw new TypeError('The example has heavy work');
    const perSecond = { value: 5, low: 4.6, high: 5.4, confidenceShare: 0.95 };
    const well = target('b', { p99: 6 });
    const piling = { ...well, streams: [{ ...heavy, backlog: { perSecond, isGrowing: true } }, ...well.streams] };
    expect(toldOf(record, [target('a', { p99: 642 }), piling])).toMatch(
      /; b 6\.0 ms, 107 times less; heavy work piled up at b by 5\.0\/s\.$/u,
    );
  });

  test('warns first of an instrument that failed its own test', () => {
    const selfTest = {
      form: 'short',
      startedAt: '',
      durationMs: 1,
      isPassed: false,
      answers: [],
      diagnosis: [],
    } as const;
    const run = { ...record, selfTest: { ...selfTest, answers: [], diagnosis: [] } };
    expect(toldOf(run, [target('a', { p99: 642 })])).toMatch(/^NOT TRUSTED: While 8 clients/u);
  });

  test('tells trials that failed a gate from trials that broke', () => {
    const gated = { ...target('a', {}), status: 'invalid' as const, validTrialCount: 0, streams: [] };
    expect(toldOf(record, [gated])).toBe('Too many trials failed a gate, so there is nothing to compare.');
  });
});
