import { describe, expect, test } from 'vitest';
import { exampleRecord } from './examples/example-record.ts';
import { type Prediction, predictedCurve, predictionsOf } from './prediction.ts';
import type { QueueModel, RunRecord } from './record.ts';
import type { StreamSummary, Wait, Waits } from './summary.ts';

const LOOP: QueueModel = { kind: 'loop', count: 1 };
const POOL: QueueModel = { kind: 'pool', count: 2 };
const wait = (valueMs: number): Wait => ({ valueMs, isAtLeast: false });

/** Blocks 80 ms per task, 9 per second come for an hour. Cores to spare, so that nothing excuses a difference. */
const base = exampleRecord({ heavyPerSecond: 9, roundCount: 1, availableCoreCount: 8 });
const record: RunRecord = { ...base, scenario: { ...base.scenario, loadMs: 3_600_000 } };
const [target] = record.targets;
if (target === undefined) throw new RangeError('The example has no target');

const noWaits: Waits = { p50: null, p90: null, p99: null, max: null };
const heavy: StreamSummary = {
  streamName: 'heavy',
  sampleCount: 32_400,
  waitMs: { p50: wait(145), p90: wait(349), p99: null, max: wait(700) },
  intervals: { p50: null, p90: null, p99: null },
  quietWaitMs: noWaits,
  meanMs: wait(183),
  backlog: null,
  breakdown: null,
  databaseMs: null,
  jobs: null,
  otherWaits: [],
  donePerSecond: { value: 9, low: 9, high: 9, confidenceShare: 0.95 },
  outcomes: { ok: 32_400, refused: 0, failed: 0, wrong: 0, 'timed-out': 0, left: 0, unfinished: 0, broken: 0, lost: 0 },
  stalledShare: 1,
  latenessMs: null,
  rounds: [{ roundIndex: 0, waitMs: noWaits, donePerSecond: 9 }],
};
const neighbour: StreamSummary = {
  ...heavy,
  streamName: 'neighbour-warm',
  meanMs: wait(103),
  waitMs: { p50: wait(65), p90: wait(269), p99: wait(564), max: wait(700) },
  quietWaitMs: { p50: wait(0.3), p90: wait(0.5), p99: null, max: wait(1) },
};

const rowsOf = (streams: readonly StreamSummary[], queue = LOOP, of = record): Prediction[] =>
  predictionsOf(of, { ...target, queue }, { streams, trials: [], cpuMsPerTask: null });
const rowOf = (rows: readonly Prediction[], streamName: string, metric: string): Prediction | undefined =>
  rows.find((row) => row.streamName === streamName && row.metric === metric);

/** Its clients ask for their outputs. */
const asked = (stream: StreamSummary): StreamSummary => ({
  ...stream,
  jobs: {
    acceptedMs: noWaits,
    startedMs: noWaits,
    doneMs: noWaits,
    accounts: {
      submittedCount: 1,
      finishedCount: 1,
      backlogCount: 0,
      finishedLaterCount: 0,
      lostCount: 0,
      unknownCount: 0,
      isBalanced: true,
    },
  },
});

describe('predictionsOf()', () => {
  test('adds half of an interval between two questions, and one more request, where outputs are asked for', () => {
    const mean = (rows: readonly Prediction[]): number => rowOf(rows, 'heavy', 'mean')?.predicted ?? 0;
    const inlineMs = mean(rowsOf([heavy, neighbour]));
    const deferred = rowsOf([asked(heavy), neighbour]);
    // 0.3 ms of floor once more, and half of the 50 ms between two questions.
    expect(mean(deferred)).toBeCloseTo(inlineMs + 0.3 + 25, 6);
    expect(rowOf(deferred, 'heavy', 'donePerSecond')?.predicted).toBe(9);
    const slow = rowsOf([asked({ ...heavy, meanMs: wait(400) }), neighbour]);
    expect(rowOf(slow, 'heavy', 'mean')?.note).toMatch(/outputs are found by asking, up to \d+ ms after/u);
  });

  test('knows no model of the neighbours of a loop whose clients ask for their outputs in a closed loop', () => {
    const streams = record.scenario.streams.map((stream) =>
      stream.name === 'heavy' ? { ...stream, load: { kind: 'closed' as const, clientCount: 8 } } : stream,
    );
    const closed = { ...record, scenario: { ...record.scenario, streams } };
    const named = (heavyStream: StreamSummary): Set<string> =>
      new Set(rowsOf([heavyStream, neighbour], LOOP, closed).map(({ streamName }) => streamName));
    expect(named(heavy)).toEqual(new Set(['heavy', 'neighbour-warm']));
    expect(named(asked(heavy))).toEqual(new Set(['heavy']));
  });

  test('holds theory against what was measured: 9 per second of 80 ms wait as M/D/1 at 0.72', () => {
    const rows = rowsOf([heavy, neighbour]);
    expect(rows.map(({ streamName, metric }) => `${streamName} ${metric}`)).toEqual([
      'heavy donePerSecond',
      'heavy mean',
      'heavy p50',
      'heavy p90',
      'heavy p99',
      'neighbour-warm mean',
      'neighbour-warm p90',
      'neighbour-warm p99',
    ]);
    const mean = rowOf(rows, 'heavy', 'mean');
    expect(mean).toMatchObject({ model: 'M/D/1', measured: 183, note: '' });
    // 80 + 0.72 x 80 / (2 x 0.28), and 0.3 of floor
    expect(mean?.predicted).toBeCloseTo(183.157, 3);
    expect(mean?.ratio).toBeCloseTo(183 / 183.157, 5);
    expect(mean?.utilisation).toBeCloseTo(0.72, 9);
  });

  test('does not count as measured what is missing or only a lower bound', () => {
    const rows = rowsOf([{ ...heavy, meanMs: { valueMs: 183, isAtLeast: true } }]);
    for (const metric of ['mean', 'p99']) {
      expect(rowOf(rows, 'heavy', metric)).toMatchObject({ measured: null, ratio: null });
      expect(rowOf(rows, 'heavy', metric)?.note).toMatch(/^not measured/);
    }
  });

  test('above capacity says so and gives no ratio of times', () => {
    const scenario = {
      ...record.scenario,
      streams: record.scenario.streams.map((stream) =>
        stream.name === 'heavy'
          ? { ...stream, load: { kind: 'open' as const, arrivalsPerSecond: 20, spacing: 'poisson' as const } }
          : stream,
      ),
    };
    const rows = rowsOf([heavy], LOOP, { ...record, scenario });
    expect(rowOf(rows, 'heavy', 'mean')).toMatchObject({
      predicted: Infinity,
      ratio: null,
      note: 'above capacity: the backlog grows',
    });
    expect(rowOf(rows, 'heavy', 'donePerSecond')?.predicted).toBe(12.5);
  });

  test('has nothing to say without a queue, without D, without heavy load or of a target that was not measured', () => {
    const { queue: _, ...unknown } = target;
    expect(predictionsOf(record, unknown, { streams: [heavy], trials: [], cpuMsPerTask: null })).toEqual([]);
    expect(rowsOf([heavy], LOOP, { ...record, calibration: null })).toEqual([]);
    expect(rowsOf([heavy], LOOP, exampleRecord({ clientCount: 0, roundCount: 1 }))).toEqual([]);
    expect(rowsOf([])).toEqual([]);
  });

  test('uses no more workers than the servers have cores', () => {
    const rows = rowsOf([heavy], { kind: 'pool', count: 16 });
    expect(rows[0]?.model).toBe('M/D/8');
  });
});

describe('the note', () => {
  const slow = { ...heavy, meanMs: wait(400) };
  const noteOf = (queue: QueueModel, of: RunRecord, stream = slow): string | undefined =>
    rowOf(rowsOf([stream], queue, of), 'heavy', 'mean')?.note;
  const withSpread = (p75: number): RunRecord => ({
    ...record,
    calibration: record.calibration && {
      ...record.calibration,
      durationMs: { ...record.calibration.durationMs, p25: 80, p50: 80, p75 },
    },
  });

  test.each([
    { ratio: 0.86, isNoted: false },
    { ratio: 1.19, isNoted: false },
    { ratio: 0.84, isNoted: true },
    { ratio: 1.21, isNoted: true },
  ])('is there at measured / predicted = $ratio: $isNoted', ({ ratio, isNoted }) => {
    const predicted = rowOf(rowsOf([heavy]), 'heavy', 'mean')?.predicted ?? 0;
    expect(noteOf(LOOP, withSpread(80), { ...heavy, meanMs: wait(ratio * predicted) }) !== '').toBe(isNoted);
  });

  test('admits when nothing explains the difference', () => {
    expect(noteOf(LOOP, withSpread(80))).toBe('no reason known');
  });

  test.each([
    { why: 'D varied', queue: LOOP, of: withSpread(100), note: 'D varied by 25 % between its quartiles' },
    {
      why: 'two processes share the connections',
      queue: { kind: 'loop', count: 2 } as const,
      of: withSpread(80),
      note: 'connections are split unevenly between processes',
    },
    {
      why: 'the cores are shared',
      queue: POOL,
      of: { ...withSpread(80), machine: { ...record.machine, availableCoreCount: 2 } },
      note: 'senders and servers share 2 cores; 2 workers and the main loop share 2 cores',
    },
    {
      why: 'the run was short',
      queue: LOOP,
      of: { ...withSpread(80), scenario: base.scenario },
      note: 'with about 36 heavy requests, chance alone moves a wait by 198 %',
    },
  ])('names the reason where $why', ({ queue, of, note }) => {
    expect(noteOf(queue, of)).toBe(note);
  });

  test('tells of refusals, which theory does not know', () => {
    const refusing = { ...slow, outcomes: { ...slow.outcomes, refused: 3 } };
    expect(noteOf(LOOP, withSpread(80), refusing)).toBe('some requests were refused, and in theory nobody is');
  });
});

test('predictedCurve() rises with the rate and ends before the capacity', () => {
  const points = predictedCurve(LOOP, 20, 2, 'mean', [0, 25, 40, 50, 60]);
  expect(points.map(({ arrivalsPerSecond }) => arrivalsPerSecond)).toEqual([0, 25, 40]);
  expect(points.map(({ responseMs }) => Math.round(responseMs))).toEqual([20, 30, 60]);
  expect(points.map(({ waitMs }) => Math.round(waitMs))).toEqual([0, 10, 40]);
});

test('a ratio outside the bar is first explained by what a task really held its loop for', () => {
  const slow = { ...heavy, meanMs: wait(259) };
  const rows = predictionsOf(
    record,
    { ...target, queue: LOOP },
    { streams: [slow, neighbour], trials: [], cpuMsPerTask: 88 },
  );
  // M/D/1 at 9 per second of 88 ms: 88 + 0.792 x 88 / (2 x 0.208) = 255.5 ms, and the floor.
  expect(rowOf(rows, 'heavy', 'mean')?.note).toMatch(
    /^a task held its loop for 88 ms, not for D of 80 ms: with that theory gives 256 ms/u,
  );
  const [same] = predictionsOf(
    record,
    { ...target, queue: LOOP },
    { streams: [slow, neighbour], trials: [], cpuMsPerTask: 81 },
  ).slice(1);
  expect(same?.note).not.toContain('held its loop');
});
