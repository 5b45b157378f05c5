import { Agent, get } from 'node:http';
import { nowMs } from '../../servers/telemetry.ts';
import type { Beat } from './wire.ts';

/** Between two neighbours while nothing happens. */
export const CALM_PERIOD_MS = 100;
/** Who waits longer than a burst of the longest task takes has lost the connection. */
const LIMIT_MS = 30_000;
/** Those beyond would tell nothing that these do not. */
const MOST_WAITING = 500;
/** A machine that slept is not asked for all the beats that it slept through. */
const MOST_BEHIND_MS = 2_000;

/** `GET /health` at an even pace, open loop: who is next never waits for who was before. */
export class HeartbeatAsker implements Disposable {
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: MOST_WAITING });
  readonly #waiting = new Set<{ readonly dueAtMs: number }>();
  #beats: Beat[] = [];
  #periodMs = CALM_PERIOD_MS;
  #nextDueMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(baseUrl: string) {
    this.#url = `${baseUrl}/health`;
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

  /** What was answered since the last call, and who waits. */
  take(): { readonly beats: readonly Beat[]; readonly waitingSinceMs: number | null } {
    const beats = this.#beats;
    this.#beats = [];
    // A set keeps the order in which they came.
    const [first] = this.#waiting;
    return { beats, waitingSinceMs: first?.dueAtMs ?? null };
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#agent.destroy();
  }

  #turn(): void {
    const atMs = nowMs();
    if (atMs - this.#nextDueMs > MOST_BEHIND_MS) this.#nextDueMs = atMs;
    while (this.#nextDueMs <= atMs) {
      this.#ask(this.#nextDueMs);
      this.#nextDueMs += this.#periodMs;
    }
    this.#timer = setTimeout(() => this.#turn(), Math.max(0, this.#nextDueMs - nowMs()));
  }

  #ask(dueAtMs: number): void {
    if (this.#waiting.size >= MOST_WAITING) return;
    const one = { dueAtMs };
    this.#waiting.add(one);
    const end = (isAnswered: boolean): void => {
      if (!this.#waiting.delete(one)) return;
      this.#beats.push({ dueAtMs, waitMs: isAnswered ? nowMs() - dueAtMs : null });
    };
    const request = get(this.#url, { agent: this.#agent, signal: AbortSignal.timeout(LIMIT_MS) }, (response) => {
      response.resume();
      response.once('end', () => end(response.statusCode === 200));
      response.once('error', () => end(false));
    });
    request.once('error', () => end(false));
  }
}
