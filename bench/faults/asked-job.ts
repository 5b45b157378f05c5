import { type Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { FaultJob, JobRole } from '../../stats/faults/fault-table.ts';
import { endText } from '../../stats/faults/fault-rules.ts';
import type { CellLog } from './cell-log.ts';
import type { Work } from './work.ts';

/** The server that is there now; null while there is none. */
export interface ServerPlace {
  readonly baseUrl: string | null;
}

const POLL_MS = 50;
/** A server whose loop is held hears of it after a task or two. */
const CANCEL_MS = 10_000;
/** After it, nobody waits for a job any more: it counts as lost. */
const PATIENCE_MS = 14_000;

interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
}

interface Question {
  readonly url: string;
  readonly method: string;
  readonly body: string | null;
  readonly agent: Agent | false;
  readonly signal: AbortSignal;
}

/** Rejects when the connection breaks. */
async function ask({ url, method, body, agent, signal }: Question): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const headers =
    body === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const asked = request(url, { method, agent, headers, signal });
  asked.once('response', resolve).on('error', reject);
  asked.end(body);
  const response = await promise;
  const answer = await text(response);
  const parsed: unknown = JSON.parse(answer);
  const isObject = typeof parsed === 'object' && parsed !== null;
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: isObject ? (parsed as Reply['body']) : {},
  };
}

type End = Pick<FaultJob, 'end' | 'code'>;

const isEnded = (state: unknown): state is 'done' | 'failed' | 'cancelled' =>
  state === 'done' || state === 'failed' || state === 'cancelled';

/** What all jobs of a cell have in common. */
export interface Surroundings {
  readonly place: ServerPlace;
  readonly log: CellLog;
  /** Aborts when nobody is interested any more. */
  readonly over: AbortSignal;
  readonly delivery: 'inline' | 'deferred';
  /** false for a connection to each request, so that a cluster's processes take turns. */
  readonly agent: Agent | false;
}

/** One piece of work that was asked for, and what its client sees of it until it has ended. */
export class AskedJob {
  readonly role: JobRole;
  /** Resolves when its end is known; never rejects. */
  readonly ended: Promise<void>;
  readonly #work: Work;
  readonly #place: ServerPlace;
  readonly #log: CellLog;
  readonly #delivery: Surroundings['delivery'];
  readonly #agent: Agent | false;
  readonly #name: string;
  readonly #askedAtMs: number;
  readonly #leaving = new AbortController();
  readonly #cancelAnswered = Promise.withResolvers<void>();
  readonly #giveUp: AbortSignal;
  #location: string | null = null;
  #accepted = Promise.withResolvers<void>();
  #state: string | null = null;
  #end: End | null = null;
  #endedAtMs: number | null = null;
  #attemptCount: number | null = null;
  #isToldToComeAgain = false;

  constructor(
    { role, name, work }: { readonly role: JobRole; readonly name: string; readonly work: Work },
    { place, log, over, delivery, agent }: Surroundings,
  ) {
    this.role = role;
    this.#delivery = delivery;
    this.#agent = agent;
    this.#name = name;
    this.#work = work;
    this.#place = place;
    this.#log = log;
    this.#askedAtMs = log.nowMs();
    this.#giveUp = AbortSignal.any([over, AbortSignal.timeout(PATIENCE_MS)]);
    log.note(`${name} is asked for: ${work.said}`);
    this.ended = this.#follow().then((end) => this.#finish(end));
  }

  get account(): FaultJob {
    const id = this.#location?.replace('/jobs/', '') ?? null;
    return {
      role: this.role,
      id,
      work: this.#work.said,
      askedAtMs: this.#askedAtMs,
      endedAtMs: this.#endedAtMs,
      ...(this.#end ?? { end: this.#location === null ? 'broken' : 'lost', code: null }),
      attemptCount: this.#attemptCount,
      isToldToComeAgain: this.#isToldToComeAgain,
    };
  }

  /** Resolves when a deferred server has given it an id, or it has ended. */
  async accepted(): Promise<void> {
    await Promise.race([this.#accepted.promise, this.ended]);
  }

  /** Resolves when the server has accepted it and, where it tells, begun it; at the latest after so long. */
  async begun(waitMs: number): Promise<void> {
    const endAtMs = performance.now() + waitMs;
    while (this.#end === null && this.#state !== 'running' && performance.now() < endAtMs) await delay(POLL_MS / 5);
  }

  /** The client loses interest: it closes its connection, or cancels its job once it knows it. Resolves when that is said. */
  async leave(): Promise<void> {
    this.#log.note(`The client of ${this.#name} leaves`);
    this.#leaving.abort();
    await this.#cancel();
  }

  /** Asks once more for a job that had ended. */
  async askAgain(): Promise<void> {
    if (this.#location === null) return;
    const told = await this.#poll(this.#location);
    if (told === null) return;
    this.#end = told;
    this.#log.note(`${this.#name}, asked for again, reads ${endText(told)}`);
  }

  async #follow(): Promise<End> {
    const { taskName, input } = this.#work;
    const { baseUrl } = this.#place;
    if (baseUrl === null) return { end: 'broken', code: null };
    // Who left before the 202 would never know which job to cancel.
    const signals = this.#delivery === 'inline' ? [this.#giveUp, this.#leaving.signal] : [this.#giveUp];
    let reply: Reply;
    try {
      reply = await ask({
        url: `${baseUrl}/tasks/${taskName}`,
        method: 'POST',
        body: JSON.stringify(input),
        agent: this.#agent,
        signal: AbortSignal.any(signals),
      });
    } catch {
      return { end: this.#leaving.signal.aborted ? 'left' : 'broken', code: null };
    }
    const code = typeof reply.body['code'] === 'string' ? reply.body['code'] : null;
    if (reply.status === 200) return { end: 'done', code: null };
    if (reply.status === 503) {
      this.#isToldToComeAgain = Number(reply.headers['retry-after']) > 0;
      return { end: 'refused', code };
    }
    if (reply.status !== 202 || reply.headers.location === undefined) return { end: 'failed', code };
    this.#location = reply.headers.location;
    this.#state = 'queued';
    this.#accepted.resolve();
    return this.#watch(this.#location);
  }

  async #watch(location: string): Promise<End> {
    while (!this.#giveUp.aborted) {
      // On one connection a question would stand before the wish to cancel.
      if (this.#leaving.signal.aborted) await Promise.race([this.#cancelAnswered.promise, delay(CANCEL_MS)]);
      const end = await this.#poll(location);
      if (end !== null) return end;
      await delay(POLL_MS, undefined, { signal: this.#giveUp }).catch(() => {});
    }
    return { end: 'lost', code: null };
  }

  /** null while it has not ended, and while nobody answers. */
  async #poll(location: string): Promise<End | null> {
    const { baseUrl } = this.#place;
    if (baseUrl === null) return null;
    try {
      const { status, body } = await this.#askJob(baseUrl + location, 'GET');
      if (status === 404) return { end: 'lost', code: String(body['code']) };
      if (status !== 200) return null;
      this.#state = String(body['state']);
      this.#attemptCount = Number(body['attempts']);
      if (!isEnded(body['state'])) return null;
      const code = body['state'] === 'failed' ? String(body['code']) : null;
      return { end: code === 'ERR_JOB_LOST' ? 'lost' : body['state'], code };
    } catch {
      return null;
    }
  }

  async #cancel(): Promise<void> {
    await this.accepted();
    const { baseUrl } = this.#place;
    if (this.#location !== null && baseUrl !== null)
      await this.#askJob(baseUrl + this.#location, 'DELETE').catch(() => {});
    this.#cancelAnswered.resolve();
  }

  async #askJob(url: string, method: 'GET' | 'DELETE'): Promise<Reply> {
    return ask({ url, method, body: null, agent: this.#agent, signal: this.#giveUp });
  }

  #finish(end: End): void {
    this.#end = end;
    this.#endedAtMs = this.#log.nowMs();
    const id = this.#location === null ? '' : ` (${this.#location})`;
    const attempts = (this.#attemptCount ?? 0) > 1 ? `, begun ${this.#attemptCount} times` : '';
    this.#log.note(`${this.#name}${id}: ${endText(end)}${attempts}`);
  }
}
