import { expect, test } from 'vitest';
import { exampleRecord } from './examples/example-record.ts';
import type { StreamSamples, Trial } from './record.ts';
import { type Replay, replayHeavy, replayNeighbour } from './replay.ts';
import { serverModel } from './server-model.ts';

const [template] = exampleRecord({ roundCount: 1 }).trials;
if (template === undefined) throw new RangeError('The example has no trial');

const dueAt = (streamName: string, dueAtMs: readonly number[]): StreamSamples => ({
  streamName,
  dueAtMs: [...dueAtMs],
  sentAtMs: [...dueAtMs],
  latencyMs: dueAtMs.map(() => 1),
  outcomes: dueAtMs.map(() => 'ok'),
  openedBeforeCount: 0,
  openedDuringCount: 0,
});

const trialOf = (heavyAtMs: readonly number[], neighbourAtMs: readonly number[]): Trial => ({
  ...template,
  streams: [dueAt('heavy', heavyAtMs), dueAt('neighbour', neighbourAtMs)],
});

const replay: Replay = {
  server: serverModel({ kind: 'loop', count: 1 }, 10, 4),
  trials: [trialOf([0, 5, 95], [2, 50]), trialOf([20], [25])],
  heavy: {
    name: 'heavy',
    ask: { kind: 'task', taskName: 'spin', input: null },
    load: { kind: 'open', arrivalsPerSecond: 20, spacing: 'poisson' },
    connections: 'warm',
  },
  load: { startMs: 0, endMs: 100 },
  floorMs: 1,
  delayMs: () => 0,
};

test('replayHeavy() adds what it takes to find each output, and counts it when it is done', () => {
  const { mean, donePerSecond } = replayHeavy({ ...replay, delayMs: () => 4 }) ?? {};
  expect({ mean, donePerSecond }).toEqual({ mean: 16.25, donePerSecond: 15 });
});

test('replayHeavy() queues the arrivals of each trial anew, floor included, and counts what is done in time', () => {
  // 10, 15 and 10 ms in the first trial, whose last one ends at 105 ms; 10 in the second; 1 ms of floor each.
  expect(replayHeavy(replay)).toEqual({ mean: 12.25, p50: 11, p90: 16, p99: 16, donePerSecond: 15 });
});

test('replayHeavy() gives a pool one queue of several servers', () => {
  const pool = { ...replay, server: serverModel({ kind: 'pool', count: 2 }, 10, 4) };
  expect(replayHeavy(pool)).toEqual({ mean: 11, p50: 11, p90: 11, p99: 11, donePerSecond: 15 });
});

test('replayNeighbour() waits for the work that stands before it at the loop', () => {
  // At 2: until 10, though more comes at 5. At 50: nothing. At 25: until 30.
  expect(replayNeighbour(replay, 'neighbour')).toEqual({ mean: 16 / 3, p50: 6, p90: 9, p99: 9 });
});

test('a pool leaves its neighbours alone, so there is nothing to replay', () => {
  expect(
    replayNeighbour({ ...replay, server: serverModel({ kind: 'pool', count: 2 }, 10, 4) }, 'neighbour'),
  ).toBeNull();
});

test.each([
  { why: 'several loops', odd: { server: serverModel({ kind: 'loop', count: 2 }, 10, 4) } },
  { why: 'beyond capacity', odd: { server: serverModel({ kind: 'loop', count: 1 }, 60, 4) } },
  {
    why: 'a closed loop',
    odd: { heavy: { ...replay.heavy, load: { kind: 'closed', clientCount: 3 } } } as const,
  },
  { why: 'no trial', odd: { trials: [] } },
])('nothing is replayed of $why', ({ odd }) => {
  expect(replayHeavy({ ...replay, ...odd })).toBeNull();
  expect(replayNeighbour({ ...replay, ...odd }, 'neighbour')).toBeNull();
});
