import { get } from 'node:http';
import { nowMs } from '../../servers/telemetry.ts';
import { type Way, closeWays, waysOf } from './heartbeat-ways.ts';
import { processIdOf } from './process-id.ts';
import type { Beat, Connections, ProcessWait } from './wire.ts';

/** Between two neighbours while nothing happens. */
export const CALM_PERIOD_MS = 100;
/** Who waits longer than a burst of the longest task takes has lost the connection. */
const LIMIT_MS = 30_000;
/** Those beyond would tell nothing that these do not. */
const MOST_WAITING = 500;
/** Not even for a server of many processes. */
const LEAST_PERIOD_MS = 5;
/** A machine that slept is not asked for all the beats that it slept through. */
const MOST_BEHIND_MS = 2_000;

interface Waiting {
  readonly dueAtMs: number;
  readonly way: Way;
}

/** `GET /health` at an even pace, open loop: who is next never waits for who was before. */
export class HeartbeatAsker implements Disposable {
  readonly #url: string;
  readonly #processCount: number;
  readonly #waiting = new Set<Waiting>();
  #ways: readonly Way[];
  #beatCount = 0;
  #beats: Beat[] = [];
  #periodMs = CALM_PERIOD_MS;
  #nextDueMs: number;
  #timer: NodeJS.Timeout | undefined;

  /** @param processCount of those that answer requests; the neighbours of a single one share their connections */
  constructor(baseUrl: string, processCount: number, connections: Connections) {
    this.#url = `${baseUrl}/health`;
    this.#processCount = processCount;
    this.#ways = waysOf(processCount, connections, MOST_WAITING);
    this.#nextDueMs = nowMs();
    this.#turn();
  }

  /** From now on, beginning now. */
  pace(periodMs: number): void {
    this.#periodMs = periodMs;
    this.#nextDueMs = nowMs();
    clearTimeout(this.#timer);
    this.#turn();
  }

  /** From the next neighbour on; those that wait are let go. Changes nothing for a server of one process. */
  connect(connections: Connections): void {
    if (this.#processCount === 1) return;
    const earlier = this.#ways;
    this.#ways = waysOf(this.#processCount, connections, MOST_WAITING);
    closeWays(earlier);
  }

  /** What was answered since the last call, and who waits. */
  take(): {
    readonly beats: readonly Beat[];
    readonly waitingSinceMs: number | null;
    readonly processWaits: readonly ProcessWait[];
  } {
    const beats = this.#beats;
    this.#beats = [];
    // A set keeps the order in which they came.
    const [first] = this.#waiting;
    const sinceMs = new Map<number, number>();
    for (const { dueAtMs, way } of this.#waiting)
      if (way.processId !== null && !sinceMs.has(way.processId)) sinceMs.set(way.processId, dueAtMs);
    const processWaits = [...sinceMs].map(([processId, ms]) => ({ processId, sinceMs: ms }));
    return { beats, waitingSinceMs: first?.dueAtMs ?? null, processWaits };
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    closeWays(this.#ways);
  }

  #turn(): void {
    const atMs = nowMs();
    if (atMs - this.#nextDueMs > MOST_BEHIND_MS) this.#nextDueMs = atMs;
    while (this.#nextDueMs <= atMs) {
      this.#ask(this.#nextDueMs);
      this.#nextDueMs += this.#stepMs();
    }
    this.#timer = setTimeout(() => this.#turn(), Math.max(0, this.#nextDueMs - nowMs()));
  }

  /** Each process is asked as often as a single one would be, or its gaps would be told less exactly. */
  #stepMs(): number {
    return Math.max(LEAST_PERIOD_MS, this.#periodMs / this.#processCount);
  }

  #ask(dueAtMs: number): void {
    const way = this.#ways[this.#beatCount % this.#ways.length];
    if (way === undefined || this.#waiting.size >= MOST_WAITING) return;
    this.#beatCount += 1;
    const one = { dueAtMs, way };
    this.#waiting.add(one);
    const { connectionIndex } = way;
    const end = (isAnswered: boolean, processId: number | null): void => {
      // A change of connections is no broken one.
      if (!this.#waiting.delete(one) || (!isAnswered && !this.#ways.includes(way))) return;
      this.#beats.push({
        dueAtMs,
        waitMs: isAnswered ? nowMs() - dueAtMs : null,
        ...(processId === null ? {} : { processId }),
        ...(connectionIndex === null ? {} : { connectionIndex }),
      });
    };
    const request = get(this.#url, { agent: way.agent, signal: AbortSignal.timeout(LIMIT_MS) }, (response) => {
      const processId = processIdOf(response);
      if (connectionIndex !== null) way.processId = processId;
      response.resume();
      response.once('end', () => end(response.statusCode === 200, processId));
      response.once('error', () => end(false, processId));
    });
    request.once('error', () => end(false, null));
  }
}
