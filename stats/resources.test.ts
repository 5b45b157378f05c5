import { describe, expect, test } from 'vitest';
import { exampleRecord } from './examples/example-record.ts';
import type { Telemetry, Trial } from './record.ts';
import { cpuMsPerTask, loopDelayMsMax, rssBytesMax, senderUses, valueAt } from './resources.ts';

const load = { startMs: 1_000, endMs: 5_000 };
const heavyNames = new Set(['heavy']);

function telemetryOf(role: Telemetry['role'], atMs: number[], columns: Partial<Telemetry> = {}): Telemetry {
  const zeros = atMs.map(() => 0);
  return {
    role,
    processId: 1,
    threadId: 0,
    atMs,
    cpuMs: zeros,
    loopBusyMs: zeros,
    loopIdleMs: zeros,
    loopDelayMsMax: zeros,
    loopDelayMsP99: zeros,
    rssBytes: zeros,
    ...columns,
  };
}

/** @param doneAtMs when each heavy task was answered, 10 ms after it was asked for */
function trialOf(telemetry: Telemetry[], doneAtMs: readonly number[] = []): Trial {
  const [trial] = exampleRecord({ roundCount: 1 }).trials;
  if (trial === undefined) throw new TypeError('The example has no trial');
  const dueAtMs = doneAtMs.map((at) => at - 10);
  const heavy = {
    streamName: 'heavy',
    dueAtMs,
    sentAtMs: dueAtMs,
    latencyMs: doneAtMs.map(() => 10),
    outcomes: doneAtMs.map(() => 'ok' as const),
    openedBeforeCount: 0,
    openedDuringCount: 1,
  };
  return { ...trial, telemetry, streams: [heavy] };
}

test.each([
  { momentMs: 0, value: 10 },
  { momentMs: 100, value: 10 },
  { momentMs: 150, value: 20 },
  { momentMs: 200, value: 30 },
  { momentMs: 350, value: 60 },
  { momentMs: 900, value: 70 },
])('valueAt($momentMs) lies on the line between samples: $value', ({ momentMs, value }) => {
  expect(valueAt([100, 200, 400], [10, 30, 70], momentMs)).toBe(value);
});

describe('cpuMsPerTask()', () => {
  test('adds the processes, not their threads, and interpolates to the edges of the load', () => {
    const trial = trialOf(
      [
        telemetryOf('server', [0, 2_000, 6_000], { cpuMs: [0, 200, 600] }), // 100 to 500: 400 ms
        telemetryOf('server-worker', [0, 6_000], { cpuMs: [0, 1_200] }), // 200 to 1000: 800 ms
        telemetryOf('server-thread', [0, 6_000], { cpuMs: [0, 9_000], threadId: 1 }),
        telemetryOf('heavy-sender', [0, 6_000], { cpuMs: [0, 9_000] }),
      ],
      [999, 1_000, 2_000, 3_000, 4_999, 5_000],
    );
    expect(cpuMsPerTask([trial], heavyNames, load)).toBe(300);
  });

  test('is the median of the rounds', () => {
    const costing = (cpuMs: number): Trial =>
      trialOf([telemetryOf('server', [1_000, 5_000], { cpuMs: [0, cpuMs] })], [2_000]);
    expect(cpuMsPerTask([costing(80), costing(900), costing(90)], heavyNames, load)).toBe(90);
  });

  test('is null without telemetry of a server and without a task done', () => {
    expect(cpuMsPerTask([trialOf([telemetryOf('heavy-sender', [0])], [2_000])], heavyNames, load)).toBeNull();
    expect(cpuMsPerTask([trialOf([telemetryOf('server', [0])])], heavyNames, load)).toBeNull();
  });
});

test('rssBytesMax() is the largest sum over processes, each at its last known value', () => {
  const trial = trialOf([
    telemetryOf('server', [0, 300], { rssBytes: [10, 30] }),
    telemetryOf('server-worker', [50, 150, 200], { rssBytes: [5, 90, 1] }), // 10, 15, 100, 11, 31
    telemetryOf('neighbour-sender', [0], { rssBytes: [1_000] }),
  ]);
  expect(rssBytesMax([trial])).toBe(100);
  expect(rssBytesMax([trialOf([])])).toBeNull();
});

test('loopDelayMsMax() takes main threads of the server in the load phase', () => {
  const trial = trialOf([
    telemetryOf('server', [500, 900, 1_700, 5_600, 5_900], { loopDelayMsMax: [900, 800, 300, 400, 700] }),
    telemetryOf('server-thread', [2_000], { loopDelayMsMax: [5_000], threadId: 1 }),
    telemetryOf('neighbour-sender', [2_000], { loopDelayMsMax: [5_000] }),
  ]);
  // The sample at 5600 speaks for 1700 to 5600, most of it load; the one at 5900 for recovery alone.
  expect(loopDelayMsMax([trial], load)).toBe(400);
  expect(loopDelayMsMax([trialOf([])], load)).toBeNull();
});

test('senderUses() gives core and loop shares of the load phase', () => {
  const trial = trialOf([
    telemetryOf('server', [0, 6_000], { cpuMs: [0, 6_000] }),
    telemetryOf('neighbour-sender', [1_000, 5_000], {
      cpuMs: [100, 1_100],
      loopBusyMs: [0, 3_000],
      loopIdleMs: [0, 1_000],
    }),
  ]);
  expect(senderUses([trial], load)).toEqual([
    { role: 'neighbour-sender', cpuShare: 0.25, workShare: 0.25, busyShare: 0.75 },
  ]);
});

test('senderUses() takes off the time that a sender turned its loop on purpose, never below nothing', () => {
  const spinning = (spunMs: number): Trial =>
    trialOf([
      telemetryOf('neighbour-sender', [1_000, 5_000], {
        cpuMs: [100, 3_300],
        loopBusyMs: [0, 4_000],
        loopIdleMs: [0, 0],
        spunMs: [500, 500 + spunMs],
      }),
    ]);
  expect(senderUses([spinning(2_800)], load)).toEqual([
    { role: 'neighbour-sender', cpuShare: 0.8, workShare: 0.1, busyShare: 0.3 },
  ]);
  expect(senderUses([spinning(3_900)], load)[0]?.workShare).toBe(0);
});
