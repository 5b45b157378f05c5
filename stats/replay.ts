import type { Metric } from './compare/compare.ts';
import { blockedWaits, pooledWaits } from './known-waits.ts';
import { percentile } from './percentile.ts';
import { type Phase, isWithin, lengthMs } from './phases.ts';
import { type RecordedScenario, type StreamSamples, type Trial } from './record.ts';
import { type Delay, type ServerModel, busyShareOf } from './server-model.ts';

type RecordedStream = RecordedScenario['streams'][number];
type Values = Readonly<Partial<Record<Metric, number>>>;

export interface Replay {
  readonly server: ServerModel;
  readonly trials: readonly Trial[];
  /** The one stream that keeps the server busy. */
  readonly heavy: RecordedStream;
  readonly load: Phase;
  /** What a request that does nothing takes while nobody does heavy work. */
  readonly floorMs: number;
  /** How long a heavy output lies there until its client finds it. */
  readonly delayMs: Delay;
}

const MS_PER_SECOND = 1_000;

const dueWithin = (streams: readonly StreamSamples[], name: string, phase: Phase): number[] =>
  streams
    .filter(({ streamName }) => streamName === name)
    .flatMap(({ dueAtMs }) => dueAtMs.filter((atMs) => isWithin(phase, atMs)))
    .toSorted((a, b) => a - b);

function figuresOf(waitsMs: readonly number[], floorMs: number): Values {
  if (waitsMs.length === 0) return {};
  const sorted = Float64Array.from(waitsMs, (waitMs) => waitMs + floorMs).sort();
  return {
    mean: sorted.reduce((sumMs, waitMs) => sumMs + waitMs, 0) / sorted.length,
    p50: percentile(sorted, 0.5),
    p90: percentile(sorted, 0.9),
    p99: percentile(sorted, 0.99),
  };
}

/** Which loop a connection went to is not known: where there are several, nothing can be replayed. */
const canReplay = ({ server, heavy }: Replay): boolean =>
  heavy.load.kind === 'open' &&
  (server.kind === 'pool' || server.serverCount === 1) &&
  busyShareOf(server, heavy.load.arrivalsPerSecond) < 1;

/**
 * What the model gives for the very arrivals of these trials, each of which starts with an empty queue: unlike the closed
 * form, it owes nothing to chance in how they fell.
 *
 * @returns null where no model of the queue can be stepped through: closed loops, several loops, arrivals beyond capacity
 */
export function replayHeavy(replay: Replay): Values | null {
  if (!canReplay(replay)) return null;
  const { server, trials, heavy, load, floorMs, delayMs } = replay;
  const rounds = trials.map(({ streams }) => {
    const dueAtMs = dueWithin(streams, heavy.name, load);
    return { dueAtMs, waitsMs: pooledWaits(dueAtMs, server.taskMs, server.serverCount) };
  });
  const doneCount = rounds.reduce(
    (sum, { dueAtMs, waitsMs }) =>
      sum + dueAtMs.filter((atMs, index) => atMs + (waitsMs[index] ?? Infinity) + floorMs < load.endMs).length,
    0,
  );
  const waitsMs = rounds.flatMap((round) => round.waitsMs);
  if (waitsMs.length === 0) return null;
  return {
    ...figuresOf(
      waitsMs.map((waitMs) => waitMs + delayMs(waitMs + floorMs)),
      floorMs,
    ),
    donePerSecond: (doneCount * MS_PER_SECOND) / (lengthMs(load) * trials.length),
  };
}

/** The same for a neighbour at the one loop, who waits for the work that he finds in it. null for pools, which leave the loop alone. */
export function replayNeighbour(replay: Replay, streamName: string): Values | null {
  const { server, trials, heavy, load, floorMs } = replay;
  if (server.kind === 'pool' || !canReplay(replay)) return null;
  const waitsMs = trials.flatMap(
    ({ streams }) =>
      blockedWaits(dueWithin(streams, heavy.name, load), dueWithin(streams, streamName, load), server.taskMs)
        .neighbourMs,
  );
  return waitsMs.length === 0 ? null : figuresOf(waitsMs, floorMs);
}
