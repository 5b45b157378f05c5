import { describe, expect, test } from 'vitest';
import { isJob, overAtMs } from './completion.ts';
import { type JobSummary, jobsOf } from './jobs.ts';
import type { JobState, Outcome, StreamSamples } from './record.ts';

/** A request that was due at 0, and became a job unless `acceptedAtMs` is null. */
interface Row {
  readonly outcome: Outcome;
  readonly latencyMs: number;
  readonly acceptedAtMs?: number | null;
  readonly state?: JobState;
  readonly startedAtMs?: number;
  readonly finishedAtMs?: number;
}

const done: Row = { outcome: 'ok', latencyMs: 420, state: 'done', startedAtMs: 300, finishedAtMs: 400 };

function samplesOf(rows: readonly Row[]): StreamSamples {
  const column = <Value>(read: (row: Row) => Value): Value[] => rows.map(read);
  return {
    streamName: 'heavy',
    dueAtMs: column(() => 0),
    sentAtMs: column(() => 0),
    latencyMs: column(({ latencyMs }) => latencyMs),
    outcomes: column(({ outcome }) => outcome),
    acceptedAtMs: column(({ acceptedAtMs = 2 }) => acceptedAtMs),
    jobStates: column(({ state, acceptedAtMs }) => (acceptedAtMs === null ? null : (state ?? 'unknown'))),
    startedAtMs: column(({ startedAtMs }) => startedAtMs ?? null),
    finishedAtMs: column(({ finishedAtMs }) => finishedAtMs ?? null),
    openedBeforeCount: 0,
    openedDuringCount: 0,
  };
}

const summaryOf = (rows: readonly Row[], isGrowing = false): JobSummary | null =>
  jobsOf([samplesOf(rows)], { isCounted: () => () => true, load: { startMs: 0, endMs: 1_000 }, isGrowing });

const twenty = (row: Row): Row[] => Array.from({ length: 20 }, () => row);

describe('jobsOf()', () => {
  test('tells accepted, begun and done apart: 2, 300 and 400 ms', () => {
    expect(summaryOf(twenty(done))).toMatchObject({
      acceptedMs: { p50: { valueMs: 2, isAtLeast: false } },
      startedMs: { p50: { valueMs: 300 } },
      doneMs: { p50: { valueMs: 400 }, max: { valueMs: 400, isAtLeast: false } },
    });
  });

  test('is null where no request became a job', () => {
    expect(summaryOf([{ ...done, acceptedAtMs: null }])).toBeNull();
    const { acceptedAtMs, jobStates, ...inline } = samplesOf([done]);
    const phase = { startMs: 0, endMs: 1_000 };
    expect(jobsOf([inline], { isCounted: () => () => true, load: phase, isGrowing: false })).toBeNull();
  });

  test('knows of a job that still waits only that it took longer', () => {
    const queued: Row = { outcome: 'timed-out', latencyMs: 900, state: 'queued' };
    const running: Row = { outcome: 'timed-out', latencyMs: 900, state: 'running' };
    const summary = summaryOf([done, queued]);
    expect(summary?.startedMs.max).toEqual({ valueMs: 900, isAtLeast: true });
    expect(summaryOf([done, running])?.startedMs.max).toEqual({ valueMs: 300, isAtLeast: true });
    expect(summaryOf([done, running])?.doneMs.max).toEqual({ valueMs: 900, isAtLeast: true });
    expect(summary?.acceptedMs.max?.isAtLeast).toBe(false);
  });

  test('takes a request that was never accepted for one that waited at least so long, and no refused one', () => {
    const unheard: Row = { outcome: 'timed-out', latencyMs: 900, acceptedAtMs: null };
    const refused: Row = { outcome: 'refused', latencyMs: 950, acceptedAtMs: null };
    expect(summaryOf([done, unheard, refused])?.acceptedMs.max).toEqual({ valueMs: 900, isAtLeast: true });
  });

  test('says nothing of begin and end where the backlog grew: they would only tell how long the run was', () => {
    const summary = summaryOf(twenty(done), true);
    expect(summary?.startedMs.p50).toBeNull();
    expect(summary?.doneMs.max).toBeNull();
    expect(summary?.acceptedMs.p50?.valueMs).toBe(2);
  });

  test('accounts for every job as it stood when the load ended: submitted = finished + backlog + lost', () => {
    const summary = summaryOf([
      done,
      { outcome: 'failed', latencyMs: 500, state: 'failed' },
      { ...done, latencyMs: 1_200, finishedAtMs: 1_100 },
      // Found after the end, but done before it.
      { ...done, latencyMs: 1_050, finishedAtMs: 990 },
      { outcome: 'timed-out', latencyMs: 900, state: 'queued' },
      { outcome: 'lost', latencyMs: 40, state: 'lost' },
      { outcome: 'refused', latencyMs: 1, acceptedAtMs: null },
    ]);
    expect(summary?.accounts).toEqual({
      submittedCount: 6,
      finishedCount: 3,
      backlogCount: 2,
      finishedLaterCount: 1,
      lostCount: 1,
      unknownCount: 0,
      isBalanced: true,
    });
  });

  test('does not balance where a job was accepted and never heard of again', () => {
    expect(summaryOf([done, { outcome: 'timed-out', latencyMs: 900, state: 'unknown' }])?.accounts).toMatchObject({
      submittedCount: 2,
      unknownCount: 1,
      isBalanced: false,
    });
  });
});

describe('overAtMs()', () => {
  test.each([
    { what: 'a job that is done is when it was done, not when a poll found out', row: done, atMs: 400 },
    { what: 'a job without stamps is when its client knew', row: { ...done, finishedAtMs: undefined }, atMs: 420 },
    { what: 'a job that waits never is', row: { ...done, state: 'queued' }, atMs: Infinity },
    {
      what: 'a job whose client gave up, and that was done all the same, is when it was done',
      row: { ...done, outcome: 'timed-out', latencyMs: 350 },
      atMs: 400,
    },
    { what: 'an inline request is when it was answered', row: { ...done, acceptedAtMs: null }, atMs: 420 },
    {
      what: 'an inline request that timed out is then',
      row: { outcome: 'timed-out', latencyMs: 900, acceptedAtMs: null },
      atMs: 900,
    },
    {
      what: 'an inline request that was never answered never is',
      row: { outcome: 'unfinished', latencyMs: 900, acceptedAtMs: null },
      atMs: Infinity,
    },
  ] as const)('of $what', ({ row, atMs }) => {
    const samples = samplesOf([row as Row]);
    expect(overAtMs(samples, 0)).toBe(atMs);
    expect(isJob(samples, 0)).toBe(samples.acceptedAtMs?.[0] !== null);
  });
});
