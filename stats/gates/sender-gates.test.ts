import { describe, expect, test } from 'vitest';
import { evenly, example, failedGates, gate, trial, withSender, withStream } from '../examples/example-gates.ts';
import type { RunRecord, Trial } from '../record.ts';
import { exponential, seededRandom } from '../seeded-random.ts';

/** On cores of their own. */
const unshared: RunRecord = { ...example, machine: { ...example.machine, availableCoreCount: 8 } };

describe('achieved-rate', () => {
  const sending = (sentCount: number): Trial =>
    withStream('neighbour-warm', () => ({
      dueAtMs: evenly(100, 1_000, 40),
      // Those that did not leave in time leave after the load phase.
      sentAtMs: evenly(100, 1_000, 40).map((atMs, index) => (index < sentCount ? atMs : 5_100)),
      latencyMs: evenly(100, 1, 0),
      outcomes: evenly(100, 1, 0).map(() => 'ok' as const),
    }));

  test.each([
    { sentCount: 100, isPassed: true },
    { sentCount: 98, isPassed: true },
    { sentCount: 97, isPassed: false },
  ])('with $sentCount of 100 requests sent: passed is $isPassed', ({ sentCount, isPassed }) => {
    expect(gate('achieved-rate', sending(sentCount)).isPassed).toBe(isPassed);
  });

  test('names the values and what to do', () => {
    expect(gate('achieved-rate', sending(90)).message).toBe(
      '90 requests of neighbour-warm were sent in the load phase and 100 were due, off by 10 %, over the limit of 2.0 %: the sender did not keep its schedule. Free the machine, or ask less with --neighbour-rate.',
    );
  });

  test('lets one request go, however few there are', () => {
    const few = (sentAtMs: number[]): Trial =>
      withStream('neighbour-warm', () => ({ dueAtMs: [1_500, 2_500, 4_999], sentAtMs }));
    expect(gate('achieved-rate', few([1_500, 2_500, 5_001])).isPassed).toBe(true);
    expect(gate('achieved-rate', few([1_500, 5_000, 5_001])).isPassed).toBe(false);
  });
});

describe('sender-lateness', () => {
  const late = (lateMs: number, latencyMs: number): Trial =>
    withStream('neighbour-warm', ({ dueAtMs }) => ({
      sentAtMs: dueAtMs.map((dueMs) => dueMs + lateMs),
      latencyMs: dueAtMs.map(() => latencyMs),
    }));
  const quick = (lateMs: number): Trial => late(lateMs, lateMs + 1);

  test('may be 5 ms where senders have cores of their own, and 20 ms where they share', () => {
    expect(gate('sender-lateness', quick(6), unshared).isPassed).toBe(false);
    expect(gate('sender-lateness', quick(4), unshared).isPassed).toBe(true);
    expect(gate('sender-lateness', quick(19)).isPassed).toBe(true);
    expect(gate('sender-lateness', quick(21)).isPassed).toBe(false);
  });

  test('goes by the setup rather than by the number of cores where the record has one', () => {
    const setup = { senderMode: 'thrifty', serverCores: '1', senderCores: '0', serverCoreCount: 1 } as const;
    const split = { ...example, setup: { ...setup, isShared: false, loadNiceness: 0 } };
    expect(gate('sender-lateness', quick(6), split).isPassed).toBe(false);
  });

  test('may be 5 % of the tail where that is more', () => {
    expect(gate('sender-lateness', late(29, 600)).isPassed).toBe(true);
    expect(gate('sender-lateness', late(31, 600)).isPassed).toBe(false);
  });

  test('may be no more than 50 ms however long the tail', () => {
    expect(gate('sender-lateness', late(49, 5_000)).isPassed).toBe(true);
    expect(gate('sender-lateness', late(51, 5_000)).isPassed).toBe(false);
  });

  test('names the values and what to do', () => {
    expect(gate('sender-lateness', quick(96)).message).toBe(
      'neighbour-warm left 96 ms after it was due at p99, over the limit of 20 ms: something kept the sender from running. Free the machine, or ask less with --neighbour-rate.',
    );
  });

  test('catches a sender that is kept from running for 100 ms in every 500', () => {
    const stalled = withStream('neighbour-warm', ({ dueAtMs }) => {
      const sentAtMs = dueAtMs.map((dueMs) => (dueMs % 500 < 100 ? dueMs - (dueMs % 500) + 100 : dueMs));
      return { sentAtMs, latencyMs: dueAtMs.map((dueMs, index) => (sentAtMs[index] ?? dueMs) - dueMs + 1) };
    });
    expect(failedGates(stalled)).toContain('sender-lateness');
  });
});

describe('sender-loop and sender-cpu', () => {
  const using = (share: number, spunShare = 0): Trial =>
    withSender('neighbour-sender', ({ atMs }) => ({
      cpuMs: atMs.map((at) => share * at),
      loopBusyMs: atMs.map((at) => share * at),
      loopIdleMs: atMs.map((at) => (1 - share) * at),
      spunMs: atMs.map((at) => spunShare * at),
    }));

  test.each([
    { share: 0.69, spunShare: 0, failed: [] },
    { share: 0.75, spunShare: 0, failed: ['sender-loop'] },
    { share: 0.9, spunShare: 0, failed: ['sender-loop', 'sender-cpu'] },
    { share: 1, spunShare: 0.9, failed: [] },
  ])('of a sender that is busy for $share and turns on purpose for $spunShare fail: $failed', (one) => {
    expect(failedGates(using(one.share, one.spunShare))).toEqual(one.failed);
  });

  test('name the sender, the values and what to do', () => {
    expect(gate('sender-loop', using(0.9)).message).toBe(
      'The neighbours’ sender had its event loop busy for 90 % of the load phase, over the limit of 70 %: it measured itself as well. Free the machine, or ask less with --neighbour-rate.',
    );
    expect(gate('sender-cpu', using(0.9)).message).toBe(
      'The neighbours’ sender used 0.90 core in the load phase, over the limit of 0.80 core: it had no time to spare. To relieve it, ask less with --neighbour-rate.',
    );
  });
});

/** Poisson arrivals of the load phase of the example. */
function schedule(perSecond: number, count: number, seed: number): number[] {
  const random = seededRandom(seed);
  let atMs = 1_000;
  return Array.from({ length: count }, () => (atMs += exponential(random, 1_000 / perSecond)));
}

describe('arrivals', () => {
  const sentEvenly = withStream('neighbour-warm', () => ({
    dueAtMs: evenly(200, 1_000, 20),
    sentAtMs: evenly(200, 1_000, 20),
    latencyMs: evenly(200, 1, 0),
    outcomes: evenly(200, 1, 0).map(() => 'ok' as const),
  }));

  test('that should come at random and come like a clock fail', () => {
    const result = gate('arrivals', sentEvenly);
    expect(result.isPassed).toBe(false);
    expect(result.measured).toBeLessThan(1e-4);
    expect(result.message).toMatch(
      /^The gaps between 200 requests of neighbour-warm are not those of random arrivals at 50\/s \(Kolmogorov-Smirnov p = \de-\d+, below the limit of p = 1e-4\)/,
    );
  });

  test('that should come evenly are not tested', () => {
    const streams = example.scenario.streams.map((stream) => ({
      ...stream,
      load: stream.load.kind === 'open' ? { ...stream.load, spacing: 'even' as const } : stream.load,
    }));
    const record = { ...example, scenario: { ...example.scenario, streams } };
    expect(gate('arrivals', sentEvenly, record)).toMatchObject({ measured: null, isPassed: true });
  });

  test('fewer than 30 are not tested', () => {
    const few = {
      ...trial,
      streams: trial.streams.map((one) => ({
        ...one,
        dueAtMs: evenly(29, 1_000, 20),
        sentAtMs: evenly(29, 1_000, 20),
      })),
    };
    expect(gate('arrivals', few).measured).toBeNull();
  });

  test('sent by timers of whole milliseconds pass, and would not have to from a sender that is precise', () => {
    // 400 arrivals a second have gaps of 2.5 ms on average: a third of them are shorter than a millisecond.
    const dueAtMs = schedule(400, 2_000, 8);
    const sent = withStream('neighbour-warm', () => ({
      dueAtMs,
      sentAtMs: dueAtMs.map(Math.ceil),
      latencyMs: dueAtMs.map(() => 1),
      outcomes: dueAtMs.map(() => 'ok' as const),
    }));
    const streams = example.scenario.streams.map((stream) =>
      stream.name === 'neighbour-warm'
        ? { ...stream, load: { kind: 'open' as const, arrivalsPerSecond: 400, spacing: 'poisson' as const } }
        : stream,
    );
    const thrifty = { ...example, scenario: { ...example.scenario, streams } };
    const setup = { senderMode: 'precise', serverCores: '1', senderCores: '0', serverCoreCount: 1 } as const;
    const precise = { ...thrifty, setup: { ...setup, isShared: false, loadNiceness: 0 } };
    expect(gate('arrivals', sent, thrifty).isPassed).toBe(true);
    expect(gate('arrivals', sent, precise).isPassed).toBe(false);
  });

  test('bunched by a sender that sleeps for 100 ms at a time fail', () => {
    const bunched = withStream('neighbour-warm', ({ dueAtMs }) => ({
      sentAtMs: dueAtMs.map((dueMs) => Math.ceil(dueMs / 100) * 100),
    }));
    expect(gate('arrivals', bunched).isPassed).toBe(false);
  });
});

describe('a burst', () => {
  const burst = { kind: 'burst', requestCount: 50, everyMs: 0 } as const;
  const record: RunRecord = {
    ...example,
    scenario: {
      ...example.scenario,
      streams: example.scenario.streams.map((stream) =>
        stream.name === 'heavy' ? { ...stream, load: burst } : stream,
      ),
    },
  };
  const sentAt = (lastMs: number): Trial => ({
    ...withStream('heavy', () => ({
      dueAtMs: evenly(50, 1_000, 0),
      sentAtMs: evenly(50, 1_000, 0).with(49, lastMs),
      latencyMs: evenly(50, 40, 0),
      outcomes: evenly(50, 0, 0).map(() => 'ok' as const),
      plannedCount: 50,
    })),
    closedLoopAudits: [],
  });

  test('passes every gate when it leaves in its moment, though no two gaps are those of chance', () => {
    expect(failedGates(sentAt(1_004), record)).toEqual([]);
  });

  test('is late when it leaves slowly, and nobody is told to ask for less', () => {
    const { isPassed, message } = gate('sender-lateness', sentAt(1_200), record);
    expect(isPassed).toBe(false);
    expect(message).toMatch(/kept the sender from running\. Free the machine\.$/u);
  });
});
