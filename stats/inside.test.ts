import { expect, test } from 'vitest';
import { exampleRecord } from './examples/example-record.ts';
import { insideOf } from './inside.ts';
import type { Telemetry, Trial } from './record.ts';

const load = { startMs: 1_000, endMs: 5_000 };

function telemetryOf(columns: Partial<Telemetry>): Telemetry {
  const atMs = columns.atMs ?? [500, 1_000, 3_000, 5_000, 5_200];
  const zeros = atMs.map(() => 0);
  return {
    role: 'server',
    processId: 1,
    threadId: 0,
    atMs,
    cpuMs: zeros,
    loopBusyMs: zeros,
    loopIdleMs: zeros,
    loopDelayMsMax: [1, 1, 1, 1, 1],
    loopDelayMsP99: zeros,
    rssBytes: zeros,
    ...columns,
  };
}

function trialOf(...telemetry: readonly Telemetry[]): Trial {
  const [trial] = exampleRecord({ roundCount: 1 }).trials;
  if (trial === undefined) throw new TypeError('The example has no trial');
  return { ...trial, telemetry: [...telemetry] };
}

const watched = (p99Ms: number): Telemetry =>
  telemetryOf({
    loopBusyMs: [0, 100, 2_100, 3_100, 3_200],
    loopDelayMsMax: [900, 1, 505, 2, 700],
    loopDelayCountSoFar: [50, 100, 150, 300, 320],
    loopDelayMsMeanSoFar: [0, 1, 4, 3, 3],
    loopDelayMsP99SoFar: [1, 1, 400, p99Ms, 700],
  });

test('insideOf() reads the p99 when the load ends, the mean and the longest of the load alone', () => {
  // 300 delays of 3 ms on average, less the 100 of 1 ms that were taken before: 800 ms over 200.
  expect(insideOf([trialOf(watched(11))], load)).toEqual({ p99Ms: 11, meanMs: 4, maxMs: 505, busyShare: 0.75 });
});

test('insideOf() is the median of the rounds, and in each of them the process that says the worst', () => {
  const idle = telemetryOf({ role: 'server', processId: 2 });
  const rounds = [11, 12, 90].map((p99Ms) => trialOf(idle, { ...watched(p99Ms), role: 'server-worker' }));
  expect(insideOf(rounds, load)?.p99Ms).toBe(12);
});

test('insideOf() of an old record has neither p99 nor mean, and says so', () => {
  const old = telemetryOf({ loopDelayMsMax: [0, 0, 505, 0, 0] });
  expect(insideOf([trialOf(old)], load)).toMatchObject({ p99Ms: null, meanMs: null, maxMs: 505 });
});

test('insideOf() asks no thread, no sender and no pool process, and is null where nobody is left', () => {
  const others = [
    telemetryOf({ role: 'server-thread', threadId: 1 }),
    telemetryOf({ role: 'neighbour-sender' }),
    telemetryOf({ role: 'server-worker', loopDelayMsMax: [0, 0, 0, 0, 0], loopBusyMs: [0, 0, 2_000, 4_000, 4_000] }),
  ];
  expect(insideOf([trialOf(...others)], load)).toBeNull();
  expect(insideOf([trialOf(watched(11), ...others)], load)?.busyShare).toBe(0.75);
});
