import { describe, expect, test } from 'vitest';
import { backlogOf } from './backlog.ts';
import type { Outcome, RecordedScenario, StreamSamples } from './record.ts';
import { exponential, seededRandom } from './seeded-random.ts';

type Served = (dueMs: number) => { readonly latencyMs: number; readonly outcome: Outcome };

const ok = (latencyMs: number): ReturnType<Served> => ({ latencyMs, outcome: 'ok' });

const streamAt = (arrivalsPerSecond: number): RecordedScenario['streams'][number] => ({
  name: 'neighbour-warm',
  ask: { kind: 'health' },
  load: { kind: 'open', arrivalsPerSecond, spacing: 'poisson' },
  connections: 'warm',
});

/** One round of Poisson arrivals from 0 to `endMs`. */
function roundOf(arrivalsPerSecond: number, endMs: number, seed: number, served: Served): StreamSamples {
  const random = seededRandom(seed);
  const dueAtMs: number[] = [];
  for (
    let atMs = exponential(random, 1_000 / arrivalsPerSecond);
    atMs < endMs;
    atMs += exponential(random, 1_000 / arrivalsPerSecond)
  )
    dueAtMs.push(atMs);
  const answers = dueAtMs.map((dueMs) => served(dueMs));
  return {
    streamName: 'neighbour-warm',
    dueAtMs,
    sentAtMs: dueAtMs,
    latencyMs: answers.map(({ latencyMs }) => latencyMs),
    outcomes: answers.map(({ outcome }) => outcome),
    openedBeforeCount: 1,
    openedDuringCount: 0,
  };
}

/** First come, first served, each for the same time. */
function oneServer(serviceMs: number): Served {
  let freeAtMs = 0;
  return (dueMs) => {
    freeAtMs = Math.max(dueMs, freeAtMs) + serviceMs;
    return ok(freeAtMs - dueMs);
  };
}

function backlogOver(
  roundCount: number,
  arrivalsPerSecond: number,
  loadMs: number,
  seed: number,
  server: () => Served,
  turnMs = 0,
): ReturnType<typeof backlogOf> {
  const rounds = Array.from({ length: roundCount }, (_, index) =>
    roundOf(arrivalsPerSecond, loadMs, seed * roundCount + index, server()),
  );
  return backlogOf(rounds, streamAt(arrivalsPerSecond), { startMs: 0, endMs: loadMs }, seed, turnMs);
}

describe('backlogOf() of 6 rounds of M/D/1, over 200 seeds,', () => {
  // 10 ms of service: 150 to 1,500 arrivals a round.
  test.each([
    { utilisation: 0.5, loadMs: 3_000, least: 0, most: 0 },
    { utilisation: 0.8, loadMs: 3_000, least: 0, most: 0 },
    { utilisation: 0.95, loadMs: 3_000, least: 0, most: 0.01 },
    { utilisation: 0.95, loadMs: 10_000, least: 0, most: 0.01 },
    { utilisation: 1.1, loadMs: 10_000, least: 1, most: 1 },
    { utilisation: 1.5, loadMs: 3_000, least: 1, most: 1 },
  ])(
    'grows in $least to $most of them at $utilisation over $loadMs ms',
    ({ utilisation, loadMs, least, most }) => {
      const grown = Array.from(
        { length: 200 },
        (_, seed) => backlogOver(6, utilisation * 100, loadMs, seed, () => oneServer(10)).isGrowing,
      );
      const share = grown.filter(Boolean).length / 200;
      expect(share).toBeGreaterThanOrEqual(least);
      expect(share).toBeLessThanOrEqual(most);
    },
    30_000,
  );

  test('misses most of a growth of a tenth where a round has but 44 arrivals', () => {
    const grown = Array.from(
      { length: 200 },
      (_, seed) => backlogOver(6, 1.1 * (1_000 / 75), 3_000, seed, () => oneServer(75)).isGrowing,
    );
    expect(grown.filter(Boolean).length / 200).toBeLessThan(0.4);
  });
});

test('backlogOf() tells how fast it grows: 150/s against 100/s leave 50/s behind', () => {
  const { perSecond } = backlogOver(12, 150, 10_000, 1, () => oneServer(10));
  expect(perSecond.value).toBeGreaterThan(46);
  expect(perSecond.value).toBeLessThan(54);
  expect(perSecond.low).toBeLessThan(50);
  expect(perSecond.high).toBeGreaterThan(50);
});

test.each([1, 2, 3, 4])(
  'backlogOf() is what came less what was done: about 15/s less 10/s, over 20 s, seed %i',
  (seed) => {
    const round = roundOf(15, 20_000, seed, oneServer(100));
    const { perSecond, isGrowing } = backlogOf([round], streamAt(15), { startMs: 0, endMs: 20_000 }, seed, 0);
    expect(isGrowing).toBe(true);
    // The first tenth of a second passes before anything can be done.
    expect(Math.abs(perSecond.value - (round.dueAtMs.length / 20 - 10))).toBeLessThan(0.2);
  },
);

test.each([70, 75, 83, 96])(
  'backlogOf() warm neighbours of 8 clients that block for %i ms each never grows: it is a sawtooth',
  (taskMs) => {
    const turnMs = 8 * taskMs;
    let roundCount = 0;
    // Where in a turn the phase begins differs from round to round.
    const sawtooth = (): Served => {
      const shiftMs = (roundCount * 97) % turnMs;
      roundCount += 1;
      return (dueMs) => ok(turnMs - ((dueMs + shiftMs) % turnMs));
    };
    const grown = Array.from({ length: 100 }, (_, seed) => backlogOver(6, 65, 2_400, seed, sawtooth, turnMs).isGrowing);
    expect(grown).not.toContain(true);
  },
);

/** Neighbours who are served at the end of the turn after the one they came in, 20 times. */
function grownAfterNextTurn(turnMs: number, toldMs: number): boolean[] {
  const afterNextTurn = (): Served => (dueMs) => ok((Math.floor(dueMs / turnMs) + 2) * turnMs - dueMs);
  return Array.from({ length: 20 }, (_, seed) => backlogOver(6, 65, 3_000, seed, afterNextTurn, toldMs).isGrowing);
}

test.each([600, 744, 900, 1_000, 1_150])(
  'backlogOf() warm neighbours who wait for the end of the next turn of %i ms never grows, though it begins at nothing',
  (turnMs) => {
    expect(grownAfterNextTurn(turnMs, turnMs)).not.toContain(true);
  },
);

test('backlogOf() that is not told of the turns takes their beginning for a trend', () => {
  expect(grownAfterNextTurn(1_000, 0)).toContain(true);
});

test('backlogOf() cold neighbours that are accepted one per turn of the loop always grows', () => {
  const onePerTurn = (): Served => {
    let acceptedAtMs = 0;
    return (dueMs) => {
      acceptedAtMs = Math.max(acceptedAtMs, Math.floor(dueMs / 600) * 600) + 600;
      return ok(acceptedAtMs - dueMs);
    };
  };
  const grown = Array.from({ length: 50 }, (_, seed) => backlogOver(6, 65, 2_400, seed, onePerTurn, 600).isGrowing);
  expect(grown).not.toContain(false);
});

describe('backlogOf() of a server that never answers', () => {
  test('grows by every arrival, whatever lower bound stands in the record', () => {
    const silent = (): Served => () => ({ latencyMs: 1, outcome: 'unfinished' });
    const { isGrowing, perSecond } = backlogOver(6, 100, 3_000, 1, silent);
    expect(isGrowing).toBe(true);
    expect(perSecond.value).toBeGreaterThan(80);
  });

  test('stands still where all are given up after 100 ms', () => {
    const timedOut = (): Served => () => ({ latencyMs: 100, outcome: 'timed-out' });
    expect(backlogOver(6, 100, 3_000, 1, timedOut).isGrowing).toBe(false);
  });
});

test.each([
  { everyNth: 100, isGrowing: false },
  { everyNth: 20, isGrowing: true },
])(
  'backlogOf() of a server that forgets every $everyNth. request: growing is $isGrowing',
  ({ everyNth, isGrowing }) => {
    const forgetful = (): Served => {
      let count = 0;
      return () => ({ latencyMs: 1, outcome: (count += 1) % everyNth === 0 ? 'unfinished' : 'ok' });
    };
    expect(backlogOver(6, 100, 10_000, 1, forgetful).isGrowing).toBe(isGrowing);
  },
);

test('backlogOf() that grew in 4 rounds of 6 and drained in 2 is not growing: the interval holds 0', () => {
  const growing = roundOf(100, 3_000, 1, () => ({ latencyMs: 1, outcome: 'unfinished' }));
  const draining = roundOf(100, 3_000, 2, (dueMs) => ok(dueMs < 300 ? 9 * dueMs : 1));
  const rounds = [growing, growing, draining, growing, growing, draining];
  const { isGrowing, perSecond } = backlogOf(rounds, streamAt(100), { startMs: 0, endMs: 3_000 }, 1, 0);
  expect(perSecond.value).toBeGreaterThan(80);
  expect(perSecond.low).toBeLessThanOrEqual(0);
  expect(isGrowing).toBe(false);
});

test('backlogOf() of fewer than 3 rounds goes by their majority, as there is no interval', () => {
  const growing = roundOf(100, 3_000, 1, () => ({ latencyMs: 1, outcome: 'unfinished' }));
  const steady = roundOf(100, 3_000, 2, () => ok(1));
  const judge = (rounds: readonly StreamSamples[]): boolean =>
    backlogOf(rounds, streamAt(100), { startMs: 0, endMs: 3_000 }, 1, 0).isGrowing;
  expect(judge([growing])).toBe(true);
  expect(judge([growing, growing])).toBe(true);
  expect(judge([growing, steady])).toBe(false);
});

test('backlogOf() of jobs counts them until they are done, though their clients gave up or found out later', () => {
  const inline = roundOf(150, 10_000, 3, oneServer(10));
  const doneAtMs = inline.dueAtMs.map((dueMs, index) => dueMs + (inline.latencyMs[index] ?? 0));
  const judge = (round: StreamSamples) => backlogOf([round], streamAt(150), { startMs: 0, endMs: 10_000 }, 1, 0);
  // All are accepted in a millisecond, and nobody waits for longer than 100 ms.
  const deferred: StreamSamples = {
    ...inline,
    latencyMs: inline.latencyMs.map(() => 100),
    outcomes: inline.outcomes.map(() => 'timed-out'),
    acceptedAtMs: inline.dueAtMs.map((dueMs) => dueMs + 1),
    jobStates: inline.dueAtMs.map(() => 'done'),
    finishedAtMs: doneAtMs,
  };
  expect(judge(deferred)).toEqual(judge(inline));
  expect(judge(deferred).isGrowing).toBe(true);
});

test('backlogOf() a closed loop, or no rounds, throws', () => {
  const closed = { ...streamAt(1), load: { kind: 'closed' as const, clientCount: 8 } };
  const phase = { startMs: 0, endMs: 1_000 };
  expect(() => backlogOf([], closed, phase, 1, 0)).toThrow(TypeError);
  expect(() => backlogOf([], streamAt(1), phase, 1, 0)).toThrow(RangeError);
});
