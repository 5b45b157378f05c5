import { Agent, get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Observation } from '../../stats/faults/fault-table.ts';
import type { ServerPlace } from './asked-job.ts';

const PERIOD_MS = 20;
/** By then even a server with seconds of work before it has turned to others. */
const END_MS = 3_000;
/** More than a second of neighbours who all wait; those beyond wait in line, as they would anywhere. */
const CONNECTION_COUNT = 64;

/** `GET /health` every 20 ms, whether or not the ones before were answered. */
export class Neighbours implements Disposable {
  readonly #place: ServerPlace;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONNECTION_COUNT });
  readonly #waitingSinceMs = new Set<{ readonly dueAtMs: number }>();
  #timer: NodeJS.Timeout | undefined;
  #answeredAtMs = 0;
  #askedCount = 0;
  #answeredCount = 0;
  #longestSilenceMs = 0;
  #longestWaitMs = 0;
  #endsFromMs = Infinity;
  #isServedAtEnd = false;

  constructor(place: ServerPlace) {
    this.#place = place;
  }

  start(): void {
    this.#answeredAtMs = performance.now();
    this.#timer = setInterval(() => this.#ask(), PERIOD_MS);
  }

  /** Waits for an answer to somebody who asks from now on. */
  async end(): Promise<void> {
    const fromMs = performance.now();
    this.#endsFromMs = fromMs;
    while (!this.#isServedAtEnd && performance.now() < fromMs + END_MS) await delay(PERIOD_MS);
  }

  /** As of now: who waits has waited so long at least. */
  seen(): Observation['neighbours'] {
    const nowMs = performance.now();
    const waits = [...this.#waitingSinceMs].map(({ dueAtMs }) => nowMs - dueAtMs);
    return {
      askedCount: this.#askedCount,
      answeredCount: this.#answeredCount,
      longestSilenceMs: Math.max(this.#longestSilenceMs, this.#timer === undefined ? 0 : nowMs - this.#answeredAtMs),
      isServedAtEnd: this.#isServedAtEnd,
      longestWaitMs: Math.max(this.#longestWaitMs, ...waits),
    };
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#agent.destroy();
  }

  #ask(): void {
    this.#askedCount += 1;
    const { baseUrl } = this.#place;
    if (baseUrl === null) return;
    const neighbour = { dueAtMs: performance.now() };
    this.#waitingSinceMs.add(neighbour);
    const leave = (): void => void this.#waitingSinceMs.delete(neighbour);
    get(`${baseUrl}/health`, { agent: this.#agent }, (response) => {
      response.resume();
      response.once('end', () => {
        leave();
        if (response.statusCode === 200) this.#hear(neighbour.dueAtMs);
      });
      response.once('error', leave);
    }).once('error', leave);
  }

  #hear(dueAtMs: number): void {
    const nowMs = performance.now();
    this.#answeredCount += 1;
    this.#isServedAtEnd ||= dueAtMs >= this.#endsFromMs;
    this.#longestSilenceMs = Math.max(this.#longestSilenceMs, nowMs - this.#answeredAtMs);
    this.#longestWaitMs = Math.max(this.#longestWaitMs, nowMs - dueAtMs);
    this.#answeredAtMs = nowMs;
  }
}
