import type { ExampleSample } from './example-samples.ts';
import { type Random, exponential, randomIndex } from '../seeded-random.ts';

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

/** A neighbour who comes in it gets the loop at its end. Turns may overlap; the one that began last counts. */
export interface Turn {
  readonly startMs: number;
  readonly endMs: number;
}

export interface HeavyRun {
  readonly samples: readonly ExampleSample[];
  /** Of each loop that neighbours may meet. */
  readonly turns: readonly (readonly Turn[])[];
}

const REPLY_MS = 0.2;

/** On its own core, and on cores that also carry a main loop and the senders. */
const ownTaskMs = (taskMs: number, random: Random): number => taskMs * (0.97 + 0.12 * random());
const pooledTaskMs = (taskMs: number, random: Random): number => taskMs * (1.05 + 0.25 * random());

interface Task {
  readonly dueMs: number;
  readonly lateMs: number;
  readonly arrivedMs: number;
  readonly startMs: number;
  readonly doneMs: number;
}

/** @param endMs when the sender stops waiting */
function sampleOf({ dueMs, lateMs, arrivedMs, startMs, doneMs }: Task, endMs: number): ExampleSample {
  if (doneMs >= endMs) return { dueMs, lateMs, latencyMs: endMs - dueMs, outcome: 'unfinished', stamps: null };
  return { dueMs, lateMs, latencyMs: doneMs - dueMs, outcome: 'ok', stamps: [arrivedMs, startMs, doneMs - REPLY_MS] };
}

/** One worker and its clients, each asking again as soon as it is answered. Returns the loop turns that blocked. */
function runOwnClients(
  samples: ExampleSample[],
  clientCount: number,
  taskMs: number,
  { loadStartMs, loadEndMs }: ExamplePhases,
  random: Random,
): Turn[] {
  const turns: Turn[] = [];
  if (clientCount === 0) return turns;
  let sentMs: number[] = Array.from({ length: clientCount }, () => loadStartMs);
  let nowMs = loadStartMs;
  // All clients of a worker are ready at once, so one loop turn serves them all before it looks at anybody else.
  while (nowMs < loadEndMs) {
    const turnStartMs = nowMs;
    const next: number[] = [];
    for (const dueMs of sentMs) {
      if (dueMs >= loadEndMs) continue;
      const startMs = nowMs;
      nowMs += ownTaskMs(taskMs, random);
      samples.push(sampleOf({ dueMs, lateMs: 0, arrivedMs: startMs, startMs, doneMs: nowMs }, loadEndMs));
      next.push(nowMs);
    }
    turns.push({ startMs: turnStartMs, endMs: nowMs });
    sentMs = next;
  }
  return turns;
}

const soonestFree = (freeAtMs: readonly number[]): number => freeAtMs.indexOf(Math.min(...freeAtMs));

/** Workers that share one queue, first come first served. */
function runPool(
  samples: ExampleSample[],
  clientCount: number,
  workerCount: number,
  taskMs: number,
  { loadStartMs, loadEndMs }: ExamplePhases,
  random: Random,
): void {
  const queue: number[] = Array.from({ length: clientCount }, () => loadStartMs);
  const freeAtMs: number[] = Array.from({ length: workerCount }, () => loadStartMs);
  while (queue.length > 0) {
    const dueMs = queue.shift() ?? 0;
    if (dueMs >= loadEndMs) continue;
    const worker = soonestFree(freeAtMs);
    const startMs = Math.max(dueMs, freeAtMs[worker] ?? 0);
    const doneMs = startMs + pooledTaskMs(taskMs, random);
    freeAtMs[worker] = doneMs;
    samples.push(sampleOf({ dueMs, lateMs: 0, arrivedMs: dueMs, startMs, doneMs }, loadEndMs));
    queue.push(doneMs);
  }
}

/** Clients that wait for their answer before they ask again. */
export function runClosed(
  server: ExampleServer,
  clientCount: number,
  taskMs: number,
  phases: ExamplePhases,
  random: Random,
): HeavyRun {
  const samples: ExampleSample[] = [];
  if (server.isPooled) {
    runPool(samples, clientCount, server.clientShares.length, taskMs, phases, random);
    return { samples, turns: [[]] };
  }
  const turns = server.clientShares.map((share) =>
    runOwnClients(samples, Math.round(share * clientCount), taskMs, phases, random),
  );
  return { samples, turns };
}

/** People who come at random in the load phase and are waited for until the trial's end. */
export function runOpen(
  server: ExampleServer,
  arrivalsPerSecond: number,
  taskMs: number,
  { loadStartMs, loadEndMs, endMs }: ExamplePhases,
  random: Random,
): HeavyRun {
  const samples: ExampleSample[] = [];
  const turns = server.isPooled ? [[]] : server.clientShares.map((): Turn[] => []);
  const freeAtMs = server.clientShares.map(() => 0);
  const gapMs = 1_000 / arrivalsPerSecond;
  for (let dueMs = loadStartMs + exponential(random, gapMs); dueMs < loadEndMs; dueMs += exponential(random, gapMs)) {
    const lateMs = exponential(random, 0.25);
    const arrivedMs = dueMs + lateMs;
    const worker = server.isPooled ? soonestFree(freeAtMs) : randomIndex(random, freeAtMs.length);
    const startMs = Math.max(arrivedMs, freeAtMs[worker] ?? 0);
    const doneMs = startMs + (server.isPooled ? pooledTaskMs(taskMs, random) : ownTaskMs(taskMs, random));
    freeAtMs[worker] = doneMs;
    turns[worker]?.push({ startMs: arrivedMs, endMs: doneMs });
    samples.push(sampleOf({ dueMs, lateMs, arrivedMs: server.isPooled ? arrivedMs : startMs, startMs, doneMs }, endMs));
  }
  return { samples, turns: server.isPooled ? [[]] : turns };
}
