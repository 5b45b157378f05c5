import { expect, test } from 'vitest';
import { openRequestLog, samplesOf } from './request-log.ts';

test('openRequestLog() puts the requests of all streams in the order in which they are due', () => {
  const log = openRequestLog([[1, 4], [], [2, 3]]);
  expect([...log.dueAtMs]).toEqual([1, 2, 3, 4]);
  expect([...log.streamIndexes]).toEqual([0, 2, 2, 0]);
});

test('samplesOf() gives one stream’s requests that have an outcome, with null for what never was', () => {
  const log = openRequestLog([[1, 4], [2]]);
  const stamps = { arrivedMs: 7, startedMs: 8, finishedMs: 9 };
  log.outcomes[0] = 'broken';
  log.sentAtMs[0] = 1.5;
  log.endedAtMs[0] = 11;
  log.outcomes[1] = 'ok';
  log.sentAtMs[1] = 2.25;
  log.connectedAtMs[1] = 2.5;
  log.endedAtMs[1] = 5;
  log.stamps[1] = stamps;
  log.outcomes[2] = 'timed-out';
  log.sentAtMs[2] = 4;
  log.acceptedAtMs[2] = 4.5;
  log.endedAtMs[2] = 10;
  expect(samplesOf(log, 0)).toEqual([
    { dueAtMs: 1, sentAtMs: 1.5, latencyMs: 10, outcome: 'broken', connectedAtMs: null, stamps: null, job: null },
    {
      dueAtMs: 4,
      sentAtMs: 4,
      latencyMs: 6,
      outcome: 'timed-out',
      connectedAtMs: null,
      stamps: null,
      job: { acceptedAtMs: 4.5, state: 'unknown', toldAtMs: null },
    },
  ]);
  expect(samplesOf(log, 1)).toEqual([
    { dueAtMs: 2, sentAtMs: 2.25, latencyMs: 3, outcome: 'ok', connectedAtMs: 2.5, stamps, job: null },
  ]);
});
