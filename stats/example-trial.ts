import type { Outcome, StreamSamples } from './record.ts';
import { type Random, exponential, randomIndex } from './seeded-random.ts';

/**
 * A small queueing simulation that gives the example record its waits. Workers run one task after the other: those
 * of a pool share a queue and leave the event loop free, others each own their clients and block their own loop.
 */
export interface ExampleServer {
  readonly isPooled: boolean;
  /** One entry per worker: its share (0..1) of the heavy clients. Of a pool only the number of entries counts. */
  readonly clientShares: readonly number[];
}

export interface ExamplePhases {
  readonly loadStartMs: number;
  readonly loadEndMs: number;
  readonly endMs: number;
}

interface Turn {
  readonly startMs: number;
  readonly endMs: number;
}

interface Columns {
  readonly dueAtMs: number[];
  readonly sentAtMs: number[];
  readonly latencyMs: number[];
  readonly outcomes: Outcome[];
}

/** Waits are kept to the microsecond, as a clock would give them. */
const toMicroseconds = (ms: number): number => Math.round(ms * 1_000) / 1_000;

const emptyColumns = (): Columns => ({ dueAtMs: [], sentAtMs: [], latencyMs: [], outcomes: [] });

function addSample(columns: Columns, dueMs: number, lateMs: number, latencyMs: number, outcome: Outcome): void {
  columns.dueAtMs.push(toMicroseconds(dueMs));
  columns.sentAtMs.push(toMicroseconds(dueMs + lateMs));
  columns.latencyMs.push(toMicroseconds(latencyMs));
  columns.outcomes.push(outcome);
}

function addHeavySample(columns: Columns, sentMs: number, doneMs: number, loadEndMs: number): void {
  const isDone = doneMs < loadEndMs;
  addSample(columns, sentMs, 0, (isDone ? doneMs : loadEndMs) - sentMs, isDone ? 'ok' : 'unfinished');
}

/** One worker and its clients, each asking again as soon as it is answered. Returns the loop turns that blocked. */
function runOwnClients(
  columns: Columns,
  clientCount: number,
  taskMs: number,
  phases: ExamplePhases,
  random: Random,
): Turn[] {
  const turns: Turn[] = [];
  if (clientCount === 0) return turns;
  let sentMs: number[] = Array.from({ length: clientCount }, () => phases.loadStartMs);
  let nowMs = phases.loadStartMs;
  // All clients of a worker are ready at once, so one loop turn serves them all before it looks at anybody else.
  while (nowMs < phases.loadEndMs) {
    const startMs = nowMs;
    const next: number[] = [];
    for (const sent of sentMs) {
      if (sent >= phases.loadEndMs) continue;
      nowMs += taskMs * (0.97 + 0.12 * random());
      addHeavySample(columns, sent, nowMs, phases.loadEndMs);
      next.push(nowMs);
    }
    turns.push({ startMs, endMs: nowMs });
    sentMs = next;
  }
  return turns;
}

/** Workers that share one queue, first come first served. */
function runPool(
  columns: Columns,
  clientCount: number,
  workerCount: number,
  taskMs: number,
  phases: ExamplePhases,
  random: Random,
): void {
  const queue: number[] = Array.from({ length: clientCount }, () => phases.loadStartMs);
  const freeAtMs: number[] = Array.from({ length: workerCount }, () => phases.loadStartMs);
  while (queue.length > 0) {
    const sentMs = queue.shift() ?? 0;
    if (sentMs >= phases.loadEndMs) continue;
    const worker = freeAtMs.indexOf(Math.min(...freeAtMs));
    const startMs = Math.max(sentMs, freeAtMs[worker] ?? 0);
    const doneMs = startMs + taskMs * (1.05 + 0.25 * random()); // two cores also carry the loop and the senders
    freeAtMs[worker] = doneMs;
    addHeavySample(columns, sentMs, doneMs, phases.loadEndMs);
    queue.push(doneMs);
  }
}

function poissonArrivals(perSecond: number, endMs: number, random: Random): number[] {
  const arrivals: number[] = [];
  for (let atMs = exponential(random, 1_000 / perSecond); atMs < endMs; atMs += exponential(random, 1_000 / perSecond))
    arrivals.push(atMs);
  return arrivals;
}

const turnAt = (turns: readonly Turn[], atMs: number): Turn | undefined =>
  turns.find(({ startMs, endMs }) => startMs <= atMs && atMs < endMs);

/** When a neighbour that came at `atMs` gets the loop: warm at the end of the turn, cold one connection per turn. */
function loopAtMs(turns: readonly Turn[], atMs: number, acceptedAtMs: number | null): number {
  const turn = turnAt(turns, atMs);
  if (turn === undefined) return atMs;
  if (acceptedAtMs === null || acceptedAtMs < turn.endMs) return turn.endMs;
  return turnAt(turns, acceptedAtMs)?.endMs ?? acceptedAtMs;
}

function runNeighbour(
  connections: 'warm' | 'cold',
  workers: readonly (readonly Turn[])[],
  perSecond: number,
  floorMs: number,
  phases: ExamplePhases,
  random: Random,
): Columns {
  const columns = emptyColumns();
  const acceptedAtMs = workers.map(() => 0);
  for (const dueMs of poissonArrivals(perSecond, phases.endMs, random)) {
    const worker = randomIndex(random, workers.length);
    const turns = workers[worker] ?? [];
    const atMs = loopAtMs(turns, dueMs, connections === 'cold' ? (acceptedAtMs[worker] ?? 0) : null);
    acceptedAtMs[worker] = Math.max(atMs, acceptedAtMs[worker] ?? 0);
    const isLoaded = dueMs >= phases.loadStartMs && dueMs < phases.loadEndMs;
    const ownMs = 0.25 + exponential(random, isLoaded ? floorMs : 0.15) + (connections === 'cold' ? 0.35 : 0);
    addSample(columns, dueMs, exponential(random, 0.25), atMs - dueMs + ownMs, 'ok');
  }
  return columns;
}

/** Blocking periods of each worker's loop, and the samples of the three streams. */
export function simulateTrial(
  server: ExampleServer,
  ask: { readonly clientCount: number; readonly taskMs: number; readonly neighboursPerSecond: number },
  phases: ExamplePhases,
  random: Random,
): { readonly streams: StreamSamples[]; readonly turns: readonly (readonly Turn[])[] } {
  const heavy = emptyColumns();
  const workerCount = server.clientShares.length;
  const turns = server.isPooled
    ? [[]]
    : server.clientShares.map((share) =>
        runOwnClients(heavy, Math.round(share * ask.clientCount), ask.taskMs, phases, random),
      );
  if (server.isPooled) runPool(heavy, ask.clientCount, workerCount, ask.taskMs, phases, random);
  const floorMs = server.isPooled && ask.clientCount > 0 ? 1 : 0.2;
  const neighbour = (connections: 'warm' | 'cold'): Columns =>
    runNeighbour(connections, turns, ask.neighboursPerSecond, floorMs, phases, random);
  const warm = neighbour('warm');
  const cold = neighbour('cold');
  return {
    turns,
    streams: [
      { streamName: 'heavy', ...heavy, openedBeforeCount: 0, openedDuringCount: ask.clientCount },
      { streamName: 'neighbour-warm', ...warm, openedBeforeCount: 64, openedDuringCount: 0 },
      { streamName: 'neighbour-cold', ...cold, openedBeforeCount: 0, openedDuringCount: cold.dueAtMs.length },
    ],
  };
}
