import { type ExamplePhases, type ExampleServer, type Turn, runClosed, runOpen } from './example-heavy.ts';
import { type ExampleSample, exampleColumns } from './example-samples.ts';
import type { SteadyLoad, StreamSamples } from '../record.ts';
import { type Random, exponential, randomIndex } from '../seeded-random.ts';

function poissonArrivals(perSecond: number, endMs: number, random: Random): number[] {
  const arrivals: number[] = [];
  for (let atMs = exponential(random, 1_000 / perSecond); atMs < endMs; atMs += exponential(random, 1_000 / perSecond))
    arrivals.push(atMs);
  return arrivals;
}

const turnAt = (turns: readonly Turn[], atMs: number): Turn | undefined =>
  turns.findLast(({ startMs, endMs }) => startMs <= atMs && atMs < endMs);

/** When a neighbour that came at `atMs` gets the loop: warm at the end of the turn, cold one connection per turn. */
function loopAtMs(turns: readonly Turn[], atMs: number, acceptedAtMs: number | null): number {
  const turn = turnAt(turns, atMs);
  if (turn === undefined) return atMs;
  if (acceptedAtMs === null || acceptedAtMs < turn.endMs) return turn.endMs;
  return turnAt(turns, acceptedAtMs)?.endMs ?? acceptedAtMs;
}

const COLD_CONNECT_MS = 0.35;

function runNeighbour(
  connections: 'warm' | 'cold',
  workers: readonly (readonly Turn[])[],
  perSecond: number,
  floorMs: number,
  phases: ExamplePhases,
  random: Random,
): ExampleSample[] {
  const acceptedAtMs = workers.map(() => 0);
  return poissonArrivals(perSecond, phases.endMs, random).map((dueMs) => {
    const worker = randomIndex(random, workers.length);
    const turns = workers[worker] ?? [];
    const atMs = loopAtMs(turns, dueMs, connections === 'cold' ? (acceptedAtMs[worker] ?? 0) : null);
    acceptedAtMs[worker] = Math.max(atMs, acceptedAtMs[worker] ?? 0);
    const isLoaded = dueMs >= phases.loadStartMs && dueMs < phases.loadEndMs;
    const ownMs =
      0.25 + exponential(random, isLoaded ? floorMs : 0.15) + (connections === 'cold' ? COLD_CONNECT_MS : 0);
    const lateMs = exponential(random, 0.25);
    const doneMs = atMs + ownMs;
    const arrivedMs = Math.min(Math.max(atMs + ownMs / 2, dueMs + lateMs), doneMs);
    return { dueMs, lateMs, latencyMs: doneMs - dueMs, outcome: 'ok', stamps: [arrivedMs, arrivedMs, arrivedMs] };
  });
}

export interface ExampleAsk {
  readonly heavyLoad: SteadyLoad;
  readonly taskMs: number;
  readonly neighboursPerSecond: number;
  readonly hasStamps: boolean;
}

/** Blocking periods of each worker's loop, and the samples of the three streams. */
export function simulateTrial(
  server: ExampleServer,
  { heavyLoad, taskMs, neighboursPerSecond, hasStamps }: ExampleAsk,
  phases: ExamplePhases,
  random: Random,
): { readonly streams: StreamSamples[]; readonly turns: readonly (readonly Turn[])[] } {
  const isAsked = heavyLoad.kind === 'open' || heavyLoad.clientCount > 0;
  const { samples: heavy, turns } =
    heavyLoad.kind === 'open'
      ? runOpen(server, heavyLoad.arrivalsPerSecond, taskMs, phases, random)
      : runClosed(server, heavyLoad.clientCount, taskMs, phases, random);
  const floorMs = server.isPooled && isAsked ? 1 : 0.2;
  const neighbour = (connections: 'warm' | 'cold'): ExampleSample[] =>
    runNeighbour(connections, turns, neighboursPerSecond, floorMs, phases, random);
  const warm = neighbour('warm');
  const cold = neighbour('cold');
  const columns = (samples: readonly ExampleSample[], connectMs = 0): ReturnType<typeof exampleColumns> =>
    exampleColumns(samples, hasStamps ? connectMs : null);
  return {
    turns,
    streams: [
      {
        streamName: 'heavy',
        ...columns(heavy),
        ...(heavyLoad.kind === 'open' ? { plannedCount: heavy.length } : {}),
        openedBeforeCount: 0,
        openedDuringCount: heavyLoad.kind === 'open' ? 0 : heavyLoad.clientCount,
      },
      { streamName: 'neighbour-warm', ...columns(warm), openedBeforeCount: 64, openedDuringCount: 0 },
      {
        streamName: 'neighbour-cold',
        ...columns(cold, COLD_CONNECT_MS / 2),
        openedBeforeCount: 0,
        openedDuringCount: cold.length,
      },
    ],
  };
}
