import { expect, test } from 'vitest';
import type { StreamSamples } from '../stats/record.ts';
import { tailOf, tailText } from './trial-tail.ts';

const PHASES = { quietMs: 1_000, loadMs: 2_000, recoveryMs: 1_000 };

const stream = (streamName: string, samples: readonly (readonly [dueAtMs: number, latencyMs: number])[]) =>
  ({
    streamName,
    dueAtMs: samples.map(([dueAtMs]) => dueAtMs),
    latencyMs: samples.map(([, latencyMs]) => latencyMs),
  }) as unknown as StreamSamples;

test('tailOf() tells of neighbours under load, and draws the whole trial', () => {
  const neighbour = stream('neighbour-warm', [
    [500, 0.4],
    [1_500, 32],
    [2_500, 3_200],
    [3_500, 9_000],
  ]);
  const tail = tailOf({ streams: [neighbour, stream('heavy', [[1_200, 60_000]])] }, PHASES, 4);
  expect(tail).toEqual({ longestMs: 3_200, p99Ms: 3_200, heartbeat: '▁▄██' });
  expect(tail === null ? '' : tailText(tail)).toBe('neighbours waited up to 3.20 s, p99 3.20 s');
});

test('a stretch in which nobody was asked is empty', () => {
  const neighbour = stream('neighbour-cold', [[1_500, 2]]);
  expect(tailOf({ streams: [neighbour] }, PHASES, 4)?.heartbeat).toBe(' ▁  ');
});

test('tailOf() says nothing where no neighbour was asked under load', () => {
  expect(tailOf({ streams: [stream('neighbour-warm', [[100, 1]])] }, PHASES, 4)).toBeNull();
  expect(tailOf({ streams: [] }, PHASES, 4)).toBeNull();
});
