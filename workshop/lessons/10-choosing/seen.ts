import { percentile } from '../../../stats/percentile.ts';
import type { Outcome, StreamSamples, Telemetry, Trial } from '../../../stats/record.ts';
import { isServerProcess, rssBytesMax, valueAt } from '../../../stats/resources.ts';
import type { Probe } from '../../referee/measure.ts';
import { type Arrivals, IDLE_MS } from './arrivals.ts';

const BYTES_PER_MB = 1e6;
const MS_PER_S = 1_000;

/** One request for a task: what became of it, and how long it took from when it was due to its output. */
export interface Asked {
  readonly outcome: Outcome;
  readonly tookMs: number;
}

/** What was seen of one server under one card. */
export interface Seen {
  /** Neighbours of the load, ascending; 0 is its beginning. */
  readonly probes: readonly Probe[];
  readonly tasks: readonly Asked[];
  readonly guests: readonly Asked[];
  /** Tasks done per second, when more were asked for than it can do; 0 when none was done. */
  readonly highestRate: number;
  /** p99 of what neighbours waited before the load. */
  readonly noiseMs: number;
  /** CPU of all its processes, for the card's load. */
  readonly cpuSeconds: number;
  /** Memory of all its processes at most, in 10^6 bytes. */
  readonly memoryMb: number;
}

const askedOf = (streams: readonly StreamSamples[], name: string): Asked[] =>
  streams
    .filter(({ streamName }) => streamName === name)
    .flatMap(({ outcomes, latencyMs }) =>
      outcomes.map((outcome, index) => ({ outcome, tookMs: latencyMs[index] ?? Infinity })),
    );

function probesOf(streams: readonly StreamSamples[]): Probe[] {
  return streams
    .filter(({ streamName }) => streamName === 'probe')
    .flatMap(({ dueAtMs, latencyMs }) =>
      dueAtMs.map((due, index) => ({ dueMs: due - IDLE_MS, waitMs: latencyMs[index] ?? Infinity })),
    );
}

/** 99 of 100 wait at most so long; 0 of nobody. */
export function p99Ms(probes: readonly Probe[]): number {
  const sorted = probes.map(({ waitMs }) => waitMs).toSorted((a, b) => a - b);
  return sorted.length === 0 ? 0 : percentile(sorted, 0.99);
}

function rateOf(rush: readonly Asked[]): number {
  const done = rush.filter(({ outcome }) => outcome === 'ok');
  const lastMs = Math.max(...done.map(({ tookMs }) => tookMs));
  return done.length === 0 ? 0 : (done.length * MS_PER_S) / lastMs;
}

function cpuSecondsOf(telemetry: readonly Telemetry[], toMs: number): number {
  const usedMs = telemetry
    .filter((one) => isServerProcess(one) && one.atMs.length > 0)
    .map(({ atMs, cpuMs }) => valueAt(atMs, cpuMs, toMs) - valueAt(atMs, cpuMs, IDLE_MS));
  return usedMs.reduce((sum, ms) => sum + ms, 0) / MS_PER_S;
}

/** What memory is told from: the harness's account of one trial, of which the rest is not needed here. */
const trialOf = (telemetry: Telemetry[]): Trial => ({
  targetName: '',
  roundIndex: 0,
  orderIndex: 0,
  startedAt: '',
  status: 'valid',
  voidReason: null,
  warmup: { requestCount: 0, durationMs: 0 },
  streams: [],
  closedLoopAudits: [],
  telemetry,
});

/** What the sender and the server's own processes told, as what a card is judged by. Times count from the idle time. */
export function seenOf(streams: readonly StreamSamples[], telemetry: Telemetry[], { rush }: Arrivals): Seen {
  const probes = probesOf(streams);
  return {
    probes: probes.filter(({ dueMs }) => dueMs >= 0),
    tasks: askedOf(streams, 'task'),
    guests: askedOf(streams, 'guest'),
    highestRate: rateOf(askedOf(streams, 'rush')),
    noiseMs: p99Ms(probes.filter(({ dueMs, waitMs }) => dueMs + waitMs < 0)),
    cpuSeconds: cpuSecondsOf(telemetry, rush.atMs),
    memoryMb: (rssBytesMax([trialOf(telemetry)]) ?? 0) / BYTES_PER_MB,
  };
}
