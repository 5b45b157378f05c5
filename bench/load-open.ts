import { setTimeout as delay } from 'node:timers/promises';
import { nowMs } from '../servers/telemetry.ts';
import type { Outcome } from '../stats/record.ts';
import { answerChecker, outcomeOf, shortened } from './answer.ts';
import { ConnectionPool } from './connection-pool.ts';
import { sampleColumns } from './sample-columns.ts';
import { type Sending, runSender } from './sender-entry.ts';
import type { OpenPlan, OpenStreamPlan, SenderPlan, SenderResult } from './sender-protocol.ts';

/** How often requests are looked at for having waited too long. */
const TIMEOUT_CHECK_MS = 50;
/** How often the end looks whether all are answered. */
const DRAIN_CHECK_MS = 10;

/** A stream with its connections open, and one entry per request that was sent. */
interface OpenStream {
  readonly plan: OpenStreamPlan;
  readonly pool: ConnectionPool;
  readonly isRight: (body: string) => boolean;
  readonly samples: { dueAtMs: number; sentAtMs: number; latencyMs: number; outcome: Outcome }[];
}

async function openStream(baseUrl: string, plan: OpenStreamPlan): Promise<OpenStream> {
  const pool = new ConnectionPool(baseUrl, plan.request, plan.warmConnectionCount > 0);
  await pool.warm(plan.warmConnectionCount);
  return { plan, pool, isRight: answerChecker(plan.request.expected), samples: [] };
}

interface Pending {
  readonly dueAtMs: number;
  settle(outcome: Outcome): void;
  abandon(): void;
}

/** Sends each request when it is due, whatever became of those before it. */
class OpenSender implements Sending {
  readonly #plan: OpenPlan;
  readonly #streams: readonly OpenStream[];
  readonly #pending = new Set<Pending>();
  readonly #stopped = new AbortController();
  #wrongAnswer: string | null = null;
  #startAtMs = 0;

  constructor(plan: OpenPlan, streams: readonly OpenStream[]) {
    this.#plan = plan;
    this.#streams = streams;
  }

  async send(startAtMs: number): Promise<Omit<SenderResult, 'telemetry'>> {
    this.#startAtMs = startAtMs;
    const timeouts = setInterval(() => this.#giveUpOnLate(), TIMEOUT_CHECK_MS);
    await this.#fireAll();
    while (this.#pending.size > 0 && !this.#stopped.signal.aborted) await delay(DRAIN_CHECK_MS);
    clearInterval(timeouts);
    this.#end('unfinished', () => true);
    for (const { pool } of this.#streams) pool.close();
    return { streams: this.#streams.map(columnsOf), closedLoopAudits: [], wrongAnswer: this.#wrongAnswer };
  }

  stop(): void {
    this.#stopped.abort();
  }

  #sinceStartMs(): number {
    return nowMs() - this.#startAtMs;
  }

  /** Fires each request when it is due or, where this process was late, at once; resolves after the last, or when stopped. */
  async #fireAll(): Promise<void> {
    const arrivals = this.#streams
      .flatMap((stream) => stream.plan.dueAtMs.map((dueAtMs) => ({ stream, dueAtMs })))
      .toSorted((one, other) => one.dueAtMs - other.dueAtMs);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#stopped.signal.addEventListener('abort', () => resolve(), { once: true });
    let index = 0;
    const fireDue = (): void => {
      if (this.#stopped.signal.aborted) return;
      for (;;) {
        const next = arrivals[index];
        if (next === undefined) {
          resolve();
          return;
        }
        const waitMs = next.dueAtMs - this.#sinceStartMs();
        if (waitMs > 0) {
          // Never early: a timer may fire up to a millisecond before its time, and then waits once more.
          setTimeout(fireDue, Math.ceil(waitMs));
          return;
        }
        this.#fire(next.stream, next.dueAtMs);
        index += 1;
      }
    };
    fireDue();
    await promise;
  }

  #fire(stream: OpenStream, dueAtMs: number): void {
    const sentAtMs = this.#sinceStartMs();
    const settle = (outcome: Outcome): void => {
      this.#pending.delete(pending);
      stream.samples.push({ dueAtMs, sentAtMs, latencyMs: this.#sinceStartMs() - dueAtMs, outcome });
    };
    const exchange = stream.pool.send({
      answered: ({ status, body }) => {
        const outcome = outcomeOf(status, () => stream.isRight(body));
        if (outcome === 'wrong') this.#wrongAnswer ??= shortened(body);
        settle(outcome);
      },
      lost: () => settle('broken'),
    });
    const pending: Pending = { dueAtMs, settle, abandon: () => exchange.abandon() };
    this.#pending.add(pending);
  }

  #giveUpOnLate(): void {
    const limitMs = this.#sinceStartMs() - this.#plan.timeoutMs;
    this.#end('timed-out', ({ dueAtMs }) => dueAtMs < limitMs);
  }

  #end(outcome: Outcome, isOver: (pending: Pending) => boolean): void {
    for (const pending of [...this.#pending].filter(isOver)) {
      pending.settle(outcome);
      pending.abandon();
    }
  }
}

function columnsOf({ plan, samples, pool }: OpenStream): SenderResult['streams'][number] {
  const beforeCount = plan.warmConnectionCount;
  return sampleColumns(plan.streamName, samples, { beforeCount, duringCount: pool.openedCount - beforeCount });
}

async function prepare(plan: SenderPlan): Promise<Sending> {
  if (plan.kind !== 'open') throw new TypeError(`An open-loop sender takes an open plan: got ${plan.kind}`);
  const streams: OpenStream[] = [];
  for (const stream of plan.streams) streams.push(await openStream(plan.baseUrl, stream));
  return new OpenSender(plan, streams);
}

runSender(prepare);
