import { expect, test } from 'vitest';
import { idleAgainMs } from './idle-again.ts';
import type { Telemetry } from './record.ts';

const PERIOD_MS = 200;

/** CPU at given moments. */
function row(
  role: Telemetry['role'],
  readings: readonly (readonly [atMs: number, cpuMs: number])[],
  delayMs = 1,
): Telemetry {
  const column = (value: number): number[] => readings.map(() => value);
  return {
    role,
    processId: 1,
    threadId: 0,
    atMs: readings.map(([atMs]) => atMs),
    cpuMs: readings.map(([, cpuMs]) => cpuMs),
    loopBusyMs: column(0),
    loopIdleMs: column(0),
    loopDelayMsMax: column(delayMs),
    loopDelayMsP99: column(0),
    rssBytes: column(0),
  };
}

/** A sample every 200 ms until `endMs`, a core in use until `busyMs` and little after that. */
const periodic = (busyMs: number, endMs: number): Telemetry =>
  row(
    'server',
    Array.from({ length: endMs / PERIOD_MS + 1 }, (_, index) => {
      const atMs = index * PERIOD_MS;
      return [atMs, Math.min(atMs, busyMs) + atMs / 50] as const;
    }),
  );
const sender = (endMs: number): Telemetry => row('neighbour-sender', [[endMs, 1_000]]);

test('idleAgainMs() is how long a core was in use after the last client was gone', () => {
  expect(idleAgainMs({ telemetry: [periodic(4_000, 8_000), sender(8_000)] }, 3_000)).toEqual({
    valueMs: 1_000,
    isAtLeast: false,
  });
});

test('idleAgainMs() is 0 where the work ended with its clients, though the sample that tells of it came later', () => {
  expect(idleAgainMs({ telemetry: [periodic(4_000, 8_000), sender(8_000)] }, 4_000)?.valueMs).toBe(0);
  expect(
    idleAgainMs(
      {
        telemetry: [
          row('server', [
            [0, 0],
            [4_190, 4_000],
            [4_400, 4_001],
          ]),
          sender(4_500),
        ],
      },
      4_180,
    )?.valueMs,
  ).toBe(0);
});

test('idleAgainMs() is at least so long where the server was still at work at the end, or too blocked to tell', () => {
  expect(idleAgainMs({ telemetry: [periodic(8_000, 8_000), sender(8_000)] }, 3_000)).toEqual({
    valueMs: 5_000,
    isAtLeast: true,
  });
  expect(idleAgainMs({ telemetry: [periodic(1_000, 2_000), sender(8_000)] }, 3_000)).toEqual({
    valueMs: 5_000,
    isAtLeast: true,
  });
});

test('idleAgainMs() takes a child that tells of itself after each task for at rest when it says nothing', () => {
  const child = row(
    'server-worker',
    [
      [0, 0],
      [5_000, 2_000],
    ],
    0,
  );
  expect(idleAgainMs({ telemetry: [periodic(0, 8_000), child, sender(8_000)] }, 4_000)).toEqual({
    valueMs: 1_000,
    isAtLeast: false,
  });
});

test('idleAgainMs() without telemetry of the server is unknown', () => {
  expect(idleAgainMs({ telemetry: [sender(8_000)] }, 3_000)).toBeNull();
});
