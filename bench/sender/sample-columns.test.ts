import { expect, test } from 'vitest';
import { sampleColumns } from './sample-columns.ts';

const ok = {
  dueAtMs: 20,
  sentAtMs: 20.000_4,
  latencyMs: 5,
  outcome: 'ok',
  connectedAtMs: 20.000_4,
  stamps: null,
  job: null,
} as const;
const facts = { startAtMs: 1_000, openedBeforeCount: 1, openedDuringCount: 2 };

test('sampleColumns() orders by due time, rounds to microseconds and knows no negative wait', () => {
  const broken = { ...ok, dueAtMs: 10.123_456, sentAtMs: 11, outcome: 'broken', connectedAtMs: null } as const;
  expect(sampleColumns('heavy', [{ ...ok, latencyMs: -0.001 }, broken], facts)).toEqual({
    streamName: 'heavy',
    dueAtMs: [10.123, 20],
    sentAtMs: [11, 20],
    latencyMs: [5, 0],
    outcomes: ['broken', 'ok'],
    connectedAtMs: [null, 20],
    openedBeforeCount: 1,
    openedDuringCount: 2,
  });
});

test('sampleColumns() counts stamps from trial start, and has null where a request has none', () => {
  const stamped = { ...ok, stamps: { arrivedMs: 1_021, startedMs: 1_022.5, finishedMs: 1_024 } };
  expect(sampleColumns('heavy', [ok, stamped], facts)).toMatchObject({
    arrivedAtMs: [null, 21],
    startedAtMs: [null, 22.5],
    finishedAtMs: [null, 24],
  });
  expect(sampleColumns('heavy', [ok, stamped], facts)).not.toHaveProperty('databaseMs');
  const stored = { ...stamped, stamps: { ...stamped.stamps, databaseMs: 0.250_4 } };
  expect(sampleColumns('heavy', [ok, stamped, stored], facts).databaseMs).toEqual([null, null, 0.25]);
});

test.each([
  { what: 'arrived long before it was sent', stamps: { arrivedMs: 900, startedMs: 1_022, finishedMs: 1_024 } },
  { what: 'finished long after it was answered', stamps: { arrivedMs: 1_021, startedMs: 1_022, finishedMs: 9_000 } },
])('sampleColumns() takes no stamps of another clock: one that $what', ({ stamps }) => {
  expect(sampleColumns('heavy', [{ ...ok, stamps }], facts).arrivedAtMs).toBeUndefined();
});

test('sampleColumns() tells of jobs where there are any, and takes stamps of one that was done after its client gave up', () => {
  expect(sampleColumns('heavy', [ok], facts)).not.toHaveProperty('jobStates');
  const job = { acceptedAtMs: 20.500_4, state: 'done', toldAtMs: 900 } as const;
  const stamps = { arrivedMs: 1_021, startedMs: 1_022.5, finishedMs: 1_800 };
  const given = { ...ok, outcome: 'timed-out', stamps, job } as const;
  expect(sampleColumns('heavy', [ok, given], facts)).toMatchObject({
    acceptedAtMs: [null, 20.5],
    jobStates: [null, 'done'],
    finishedAtMs: [null, 800],
  });
});

test('sampleColumns() tells how many requests were planned, where somebody planned', () => {
  expect(sampleColumns('heavy', [ok], facts).plannedCount).toBeUndefined();
  expect(sampleColumns('heavy', [ok], { ...facts, plannedCount: 3 }).plannedCount).toBe(3);
});
