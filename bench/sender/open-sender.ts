import { setTimeout as delay } from 'node:timers/promises';
import type { Outcome } from '../../stats/record.ts';
import { answerChecker, failureOutcomeOf, outcomeOf, shortened } from '../answer.ts';
import { CLOCK_OFFSET_MS } from './clock-offset.ts';
import { ConnectionPool } from './connection-pool.ts';
import type { Waiter } from './connection.ts';
import { DueLoop } from './due-loop.ts';
import type { HttpResponse } from './http-response.ts';
import { OpenJobs } from './open-jobs.ts';
import { type RequestLog, openRequestLog, samplesOf } from './request-log.ts';
import { sampleColumns } from './sample-columns.ts';
import type { Sending } from './sender-entry.ts';
import type { OpenPlan, OpenStreamPlan, SenderResult } from './sender-protocol.ts';

/** How often requests are looked at for having waited too long. */
const TIMEOUT_CHECK_MS = 50;
/** How often the end looks whether all are answered. */
const DRAIN_CHECK_MS = 10;
interface OpenStream {
  readonly plan: OpenStreamPlan;
  readonly pool: ConnectionPool;
  readonly isRight: (body: string) => boolean;
}

/**
 * Sends each request when it is due, whatever became of those before it. An answer of 202 is no output: its job is asked
 * for until it has ended.
 */
export class OpenSender implements Sending, Waiter {
  readonly #plan: OpenPlan;
  readonly #streams: readonly OpenStream[];
  readonly #log: RequestLog;
  readonly #loop: DueLoop;
  readonly #jobs: OpenJobs;
  #isStopped = false;
  #wrongAnswer: string | null = null;
  #startAtMs = 0;
  /** All before it have ended: they time out in the order in which they were due. */
  #oldestIndex = 0;
  #pendingCount = 0;

  constructor(plan: OpenPlan) {
    this.#plan = plan;
    this.#streams = plan.streams.map((stream) => ({
      plan: stream,
      pool: new ConnectionPool(plan.baseUrl, stream.request, stream.warmConnectionCount > 0, this),
      isRight: answerChecker(stream.request.expected),
    }));
    this.#log = openRequestLog(plan.streams.map(({ dueAtMs }) => dueAtMs));
    this.#loop = new DueLoop({
      dueAtMs: this.#log.dueAtMs,
      mode: plan.senderMode,
      nowMs: () => this.#sinceStartMs(),
      fire: (index, firedAtMs) => this.#fire(index, firedAtMs),
      isPending: () => this.#pendingCount > 0,
    });
    this.#jobs = new OpenJobs({
      baseUrl: plan.baseUrl,
      log: this.#log,
      nowMs: () => this.#sinceStartMs(),
      ask: (index, method, path) => {
        this.#loop.served();
        this.#streamOf(index).pool.ask(index, method, path);
      },
      requestOf: (index) => this.#streamOf(index).plan.request,
    });
  }

  /** @throws {HarnessError} ERR_TARGET_UNREACHABLE */
  async warm(): Promise<void> {
    for (const { plan, pool } of this.#streams) await pool.warm(plan.warmConnectionCount);
  }

  get spunMs(): number {
    return this.#loop.spunMs;
  }

  async send(startAtMs: number): Promise<Omit<SenderResult, 'telemetry'>> {
    this.#startAtMs = startAtMs - CLOCK_OFFSET_MS;
    const timeouts = setInterval(() => this.#giveUpOnLate(), TIMEOUT_CHECK_MS);
    await this.#loop.run();
    while (this.#pendingCount > 0 && !this.#isStopped) await delay(DRAIN_CHECK_MS);
    clearInterval(timeouts);
    this.#endAll();
    for (const { pool } of this.#streams) pool.close();
    if (!this.#isStopped) await this.#jobs.askLast();
    const streams = this.#streams.map(({ plan, pool }, streamIndex) =>
      sampleColumns(plan.streamName, samplesOf(this.#log, streamIndex), {
        startAtMs,
        plannedCount: plan.dueAtMs.length,
        openedBeforeCount: plan.warmConnectionCount,
        openedDuringCount: pool.openedCount - plan.warmConnectionCount,
      }),
    );
    return { streams, closedLoopAudits: [], wrongAnswer: this.#wrongAnswer };
  }

  stop(): void {
    this.#isStopped = true;
    this.#loop.stop();
  }

  connected(index: number): void {
    this.#loop.served();
    // Later connections are those of polls, and of clients who say that they leave.
    if (!this.#jobs.has(index) && !this.#hasEnded(index)) this.#log.connectedAtMs[index] = this.#sinceStartMs();
  }

  answered(response: HttpResponse, index: number): void {
    this.#loop.served();
    // What a server says to somebody who has left.
    if (this.#hasEnded(index)) return;
    const atMs = this.#sinceStartMs();
    const outcome = this.#hear(response, index, atMs);
    if (outcome === null) return;
    // Of requests that must fail the report counts how they were answered: nothing else hangs on it.
    if (outcome === 'wrong' && this.#streamOf(index).plan.request.mustFail !== true)
      this.#wrongAnswer ??= shortened(response.body);
    this.#end(index, outcome, atMs);
  }

  lost(_reason: string, index: number): void {
    this.#loop.served();
    if (this.#hasEnded(index)) return;
    // A poll that was lost says nothing of the job.
    if (this.#jobs.has(index)) this.#jobs.askLater(index);
    else this.#end(index, 'broken', this.#sinceStartMs());
  }

  /** @returns how the request ended, or null: it became a job, which has not */
  #hear(response: HttpResponse, index: number, atMs: number): Outcome | null {
    if (this.#jobs.has(index)) return this.#jobs.hear(response, index, atMs);
    const { plan, isRight } = this.#streamOf(index);
    const { method, mustFail } = plan.request;
    if (method === 'POST' && this.#jobs.accept(response, index, atMs)) return null;
    const { status, body, stamps } = response;
    this.#log.stamps[index] = stamps;
    return mustFail === true ? failureOutcomeOf(status, body) : outcomeOf(status, () => isRight(body));
  }

  #sinceStartMs(): number {
    return performance.now() - this.#startAtMs;
  }

  #streamOf(index: number): OpenStream {
    const stream = this.#streams[this.#log.streamIndexes[index] ?? 0];
    if (stream === undefined) throw new RangeError(`Cannot find the stream of request ${index}`);
    return stream;
  }

  #fire(index: number, firedAtMs: number): void {
    this.#log.sentAtMs[index] = firedAtMs;
    this.#pendingCount += 1;
    // Whoever comes later than anybody would wait need not come.
    if (this.#isOverdue(index, firedAtMs)) this.#end(index, 'unfinished', firedAtMs);
    else if (this.#streamOf(index).pool.send(index)) this.#log.connectedAtMs[index] = firedAtMs;
    this.#leaveLater(index, firedAtMs);
  }

  /** A client whose patience is over goes, and closes its connection; where it has an id, it cancels its job. */
  #leaveLater(index: number, firedAtMs: number): void {
    const { leaveAfterMs } = this.#streamOf(index).plan;
    if (leaveAfterMs === undefined) return;
    const leaveAtMs = (this.#log.dueAtMs[index] ?? 0) + leaveAfterMs;
    const leave = (): void => {
      if (this.#hasEnded(index)) return;
      const atMs = this.#sinceStartMs();
      // A timer may fire up to a millisecond or two before its time, and then waits once more.
      if (atMs < leaveAtMs) {
        setTimeout(leave, Math.ceil(leaveAtMs - atMs));
        return;
      }
      this.#loop.served();
      this.#end(index, 'left', atMs);
      this.#streamOf(index).pool.abandon(index);
      this.#jobs.cancel(index);
    };
    setTimeout(leave, Math.max(0, Math.ceil(leaveAtMs - firedAtMs)));
  }

  #hasEnded(index: number): boolean {
    return this.#log.outcomes[index] !== null;
  }

  #isOverdue(index: number, atMs: number): boolean {
    return atMs - (this.#log.dueAtMs[index] ?? 0) > this.#plan.timeoutMs;
  }

  #end(index: number, outcome: Outcome, atMs: number): void {
    this.#log.outcomes[index] = outcome;
    this.#log.endedAtMs[index] = atMs;
    this.#pendingCount -= 1;
  }

  #giveUp(index: number, outcome: 'timed-out' | 'unfinished', atMs: number): void {
    this.#end(index, outcome, atMs);
    this.#streamOf(index).pool.abandon(index);
    this.#jobs.giveUp(index);
  }

  #giveUpOnLate(): void {
    const atMs = this.#sinceStartMs();
    for (; this.#oldestIndex < this.#loop.nextIndex; this.#oldestIndex += 1) {
      if (this.#log.outcomes[this.#oldestIndex] !== null) continue;
      if (!this.#isOverdue(this.#oldestIndex, atMs)) return;
      this.#giveUp(this.#oldestIndex, 'timed-out', atMs);
    }
  }

  /** What is under way when the sending ends, and what should have been, stands in the record as well. */
  #endAll(): void {
    const atMs = this.#sinceStartMs();
    const { nextIndex } = this.#loop;
    for (let index = this.#oldestIndex; index < nextIndex; index += 1)
      if (this.#log.outcomes[index] === null) this.#giveUp(index, 'unfinished', atMs);
    for (let index = nextIndex; (this.#log.dueAtMs[index] ?? Infinity) <= atMs; index += 1) {
      this.#log.sentAtMs[index] = atMs;
      this.#end(index, 'unfinished', atMs);
    }
  }
}
