import { describe, expect, test } from 'vitest';
import { evenly, example, failedGates, gate, trial, withAudit, withStream } from '../examples/example-gates.ts';
import type { RunRecord, Trial } from '../record.ts';

describe('conservation', () => {
  test('counts the requests of a closed loop that left no trace', () => {
    const lost = withAudit(({ sentCount }) => ({ sentCount: sentCount + 3 }));
    expect(gate('conservation', lost)).toMatchObject({ measured: 3, limit: 0, isPassed: false });
    expect(gate('conservation', lost).message).toMatch(/^heavy sent \d+ requests, but saw .*: some left no trace\./);
  });

  test('counts the requests of a schedule that stand in no column', () => {
    const planned = (missingCount: number): Trial =>
      withStream('neighbour-cold', ({ outcomes }) => ({ plannedCount: outcomes.length + missingCount }));
    expect(gate('conservation', planned(0)).isPassed).toBe(true);
    expect(gate('conservation', planned(2))).toMatchObject({ measured: 2, isPassed: false });
  });
});

test('desync fails at the first answer out of step', () => {
  expect(failedGates(withAudit(() => ({ desyncCount: 1 })))).toEqual(['desync']);
});

describe('little', () => {
  /** 8 clients on one core, each answered 640 ms after it asked, from 1000 ms on. */
  const answered = (latencyMs: number, thinkMs = 0): Trial =>
    withStream('heavy', () => {
      const sentAtMs = evenly(8 * 7, 1_000, 0).map((at, index) => at + Math.floor(index / 8) * (latencyMs + thinkMs));
      return {
        dueAtMs: sentAtMs,
        sentAtMs,
        latencyMs: sentAtMs.map(() => latencyMs),
        outcomes: sentAtMs.map(() => 'ok' as const),
      };
    });

  test('finds as many under way as there are clients, with half a request in the window too', () => {
    expect(gate('little', answered(640)).measured).toBeCloseTo(0, 9);
  });

  test('finds clients that stand idle between two requests', () => {
    expect(gate('little', answered(540, 100)).isPassed).toBe(false);
    expect(gate('little', answered(620, 20)).isPassed).toBe(true);
    expect(gate('little', answered(540, 100)).message).toMatch(
      /^6\.\d requests of heavy were under way on average with 8 clients, off by 1\d %, over the limit of 10 %/,
    );
  });

  test('does not take for idle who stays away on purpose, as he was refused', () => {
    const refused = (retryPauseMs: number): Trial => {
      const pausing = answered(540, 100);
      return {
        ...pausing,
        streams: pausing.streams.map((stream) =>
          stream.streamName === 'heavy' ? { ...stream, outcomes: stream.outcomes.map(() => 'refused') } : stream,
        ),
        closedLoopAudits: pausing.closedLoopAudits.map((audit) => ({ ...audit, retryPauseMs })),
      };
    };
    expect(gate('little', refused(100)).measured).toBeCloseTo(0, 9);
    expect(gate('little', refused(0)).isPassed).toBe(false);
  });

  test('finds latencies that are too short', () => {
    const short = withStream('heavy', ({ latencyMs }) => ({ latencyMs: latencyMs.map((ms) => ms / 2) }));
    expect(failedGates(short)).toEqual(['little']);
  });
});

describe('sentinel', () => {
  const pinging = (...medianMs: number[]): RunRecord => ({
    ...example,
    sentinels: medianMs.map((ms, boundaryIndex) => ({ boundaryIndex, pingMs: [ms / 2, ms, 50] })),
  });

  test.each([
    { beforeMs: 1, afterMs: 1.24, isPassed: true },
    { beforeMs: 1, afterMs: 1.3, isPassed: false },
    { beforeMs: 1, afterMs: 0.7, isPassed: false },
    { beforeMs: 0.1, afterMs: 0.19, isPassed: true }, // 90 %, but finer than anything that is told
    { beforeMs: 0.1, afterMs: 0.21, isPassed: false },
  ])('from $beforeMs to $afterMs ms: passed is $isPassed', ({ beforeMs, afterMs, isPassed }) => {
    expect(gate('sentinel', trial, pinging(beforeMs, afterMs)).isPassed).toBe(isPassed);
  });

  test('looks at the two ends of the trial’s own round', () => {
    const second = { ...trial, roundIndex: 1 };
    expect(gate('sentinel', trial, pinging(1, 1, 9)).isPassed).toBe(true);
    expect(gate('sentinel', second, pinging(1, 1, 9)).isPassed).toBe(false);
    expect(gate('sentinel', second, pinging(1, 1, 9)).message).toContain('1.0 ms before round 2 and 9.0 ms after it');
  });

  test('is not measured where a boundary has no pings', () => {
    expect(gate('sentinel', trial, pinging(1)).measured).toBeNull();
    expect(gate('sentinel', trial, { ...example, sentinels: [] }).measured).toBeNull();
  });
});
