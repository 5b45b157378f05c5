import { expect, test } from 'vitest';
import { serverRole, telemetryColumns } from './telemetry-columns.ts';

const sample = (processId: number, threadId: number, atMs: number) => ({
  processId,
  threadId,
  atMs,
  cpuMs: atMs / 2,
  loopBusyMs: 1,
  loopIdleMs: 2,
  loopDelayMsMax: 3,
  loopDelayMsP99: 2.000_04,
  rssBytes: 4,
  spunMs: 5,
});

test('telemetryColumns() groups by process and thread and counts from the trial’s start', () => {
  const columns = telemetryColumns(
    [sample(10, 0, 1_000), sample(10, 1, 1_000), sample(10, 0, 1_200)],
    1_000,
    () => 'server',
  );
  expect(columns.map(({ processId, threadId, atMs, cpuMs }) => ({ processId, threadId, atMs, cpuMs }))).toEqual([
    { processId: 10, threadId: 0, atMs: [0, 200], cpuMs: [500, 600] },
    { processId: 10, threadId: 1, atMs: [0], cpuMs: [500] },
  ]);
  expect(columns[0]?.loopDelayMsP99).toEqual([2, 2]);
});

test('telemetryColumns() tells what a loop’s own monitor says so far, of those that have one', () => {
  const soFar = { takenCount: 40, msMean: 1.5, msP99: 12.000_04 };
  const watched = { ...sample(10, 0, 1_200), loopDelaySoFar: soFar };
  const [own, other] = telemetryColumns([sample(10, 0, 1_000), watched, sample(11, 0, 1_000)], 0, () => 'server');
  expect(own).toMatchObject({
    loopDelayCountSoFar: [0, 40],
    loopDelayMsMeanSoFar: [0, 1.5],
    loopDelayMsP99SoFar: [0, 12],
  });
  expect(other).not.toHaveProperty('loopDelayCountSoFar');
});

test('telemetryColumns() tells the time spent spinning of senders only', () => {
  const spunMs = (role: 'server' | 'neighbour-sender') =>
    telemetryColumns([sample(10, 0, 1_000)], 0, () => role)[0]?.spunMs;
  expect(spunMs('neighbour-sender')).toEqual([5]);
  expect(spunMs('server')).toBeUndefined();
});

test.each([
  { processId: 10, threadId: 0, role: 'server' },
  { processId: 11, threadId: 0, role: 'server-worker' },
  { processId: 10, threadId: 2, role: 'server-thread' },
])('serverRole() of thread $threadId of process $processId is $role', ({ processId, threadId, role }) => {
  expect(serverRole(sample(processId, threadId, 0), 10)).toBe(role);
});

test('telemetryColumns() puts the samples of a thread in the order of their times, whichever came first', () => {
  const [columns] = telemetryColumns([sample(10, 1, 1_200), sample(10, 1, 1_000)], 1_000, () => 'server');
  expect(columns?.atMs).toEqual([0, 200]);
  expect(columns?.cpuMs).toEqual([500, 600]);
});
