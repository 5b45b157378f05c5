import { setTimeout as delay } from 'node:timers/promises';
import { nowMs } from '../../servers/telemetry.ts';
import type { Outcome } from '../../stats/record.ts';
import { pollIntervalMs } from '../../stats/polling.ts';
import { answerChecker, outcomeOf, shortened } from '../answer.ts';
import { jobPath, readJob } from '../job-answer.ts';
import { Asker, type Reply } from './asker.ts';
import { findAddress, requestBytes } from './connection.ts';
import type { HttpResponse } from './http-response.ts';
import { askForEach } from './last-question.ts';
import { RETRY_PAUSE_MS } from './retry-pause.ts';
import { type JobSample, type Sample, closedSample, sampleColumns } from './sample-columns.ts';
import type { Sending } from './sender-entry.ts';
import type { ClosedPlan, SenderResult } from './sender-protocol.ts';

/** A request from its sending to its end. Times are those of `nowMs()`. */
interface Request {
  readonly sentAtMs: number;
  connectedAtMs: number | null;
  job: JobSample | null;
  path: string | null;
}

/** Who was turned away comes back a little later. */
const TURNED_AWAY: ReadonlySet<Outcome> = new Set<Outcome>(['refused', 'broken']);

/**
 * Clients of a server that answers 202: each submits a job, asks for it until it has ended, and submits the next. A load
 * generator for HTTP takes the 202 for the answer, and would press without ever waiting.
 */
export class JobClients implements Sending {
  readonly #plan: ClosedPlan;
  readonly #url: URL;
  readonly #isRight: (body: string) => boolean;
  readonly #samples: Sample[] = [];
  /** Jobs that had not ended when the load did. */
  readonly #left: Request[] = [];
  readonly #over = new AbortController();
  #isStopped = false;
  #startAtMs = 0;
  #sentCount = 0;
  #wrongAnswer: string | null = null;

  constructor(plan: ClosedPlan) {
    this.#plan = plan;
    this.#url = new URL(plan.baseUrl);
    this.#isRight = answerChecker(plan.request.expected);
  }

  async send(startAtMs: number): Promise<Omit<SenderResult, 'telemetry'>> {
    const { fromMs, durationMs, clientCount } = this.#plan;
    this.#startAtMs = startAtMs;
    const host = await findAddress(this.#url);
    await this.#pause(startAtMs + fromMs - nowMs());
    const askers = Array.from({ length: clientCount }, () => new Asker(this.#url, host));
    const timer = setTimeout(() => this.#over.abort(), startAtMs + fromMs + durationMs - nowMs());
    this.#over.signal.addEventListener('abort', () => askers.forEach((asker) => asker[Symbol.dispose]()));
    await Promise.all(askers.map(async (asker) => this.#keepAsking(asker)));
    clearTimeout(timer);
    await this.#askLast();
    return this.#result(askers.reduce((count, { openedCount }) => count + openedCount, 0));
  }

  stop(): void {
    this.#isStopped = true;
    this.#over.abort();
  }

  /** Returns early when the load is over. */
  async #pause(forMs: number): Promise<void> {
    await delay(Math.max(0, forMs), undefined, { signal: this.#over.signal }).catch(() => {});
  }

  async #keepAsking(asker: Asker): Promise<void> {
    const submit = requestBytes(this.#url, this.#plan.request, false);
    while (!this.#over.signal.aborted) {
      this.#sentCount += 1;
      const request: Request = { sentAtMs: nowMs(), connectedAtMs: null, job: null, path: null };
      const outcome = await this.#submit(asker, submit, request);
      if (outcome === null) this.#left.push(request);
      else if (TURNED_AWAY.has(outcome)) await this.#pause(RETRY_PAUSE_MS);
    }
  }

  /** @returns how the request ended, or null: the load is over and its job is not */
  async #submit(asker: Asker, submit: Buffer, request: Request): Promise<Outcome | null> {
    const { response, connectedAtMs, endedAtMs } = await asker.ask(submit);
    request.connectedAtMs = connectedAtMs;
    if (response === null)
      return this.#end(request, this.#over.signal.aborted ? 'unfinished' : 'broken', endedAtMs, null);
    const { status, body, location } = response;
    const path = status === 202 ? jobPath(location, this.#plan.baseUrl) : null;
    if (path === null) {
      const outcome = outcomeOf(status, () => this.#isRight(body));
      return this.#end(request, outcome, endedAtMs, response);
    }
    request.path = path;
    request.job = { acceptedAtMs: endedAtMs - this.#startAtMs, state: 'unknown', toldAtMs: null };
    return this.#follow(asker, request, endedAtMs);
  }

  async #follow(asker: Asker, request: Request, acceptedAtMs: number): Promise<Outcome | null> {
    const question = requestBytes(this.#url, { method: 'GET', path: request.path ?? '', body: null }, false);
    for (;;) {
      await this.#pause(pollIntervalMs(nowMs() - acceptedAtMs));
      if (this.#over.signal.aborted) return null;
      const outcome = this.#hear(request, await asker.ask(question));
      if (outcome !== null) return outcome;
    }
  }

  /** @returns how the job ended, or null: it has not, or the question was lost, which says nothing of the job */
  #hear(request: Request, { response, endedAtMs }: Reply): Outcome | null {
    if (response === null || request.job === null) return null;
    const reading = readJob(response.status, response.body, this.#plan.request);
    if (reading.kind === 'silent') return null;
    request.job = { ...request.job, state: reading.state, toldAtMs: endedAtMs - this.#startAtMs };
    return reading.kind === 'under-way' ? null : this.#end(request, reading.outcome, endedAtMs, response);
  }

  /** Of the jobs that the end of the load cut off: some are done by now, and none is forgotten. */
  async #askLast(): Promise<void> {
    const overAtMs = nowMs();
    const replies = this.#isStopped
      ? []
      : await askForEach(
          this.#url,
          this.#left.map(({ path }) => path ?? ''),
        );
    for (const [place, request] of this.#left.entries()) {
      const reply = replies[place] ?? null;
      if (reply === null || this.#hear(request, reply) === null) this.#end(request, 'unfinished', overAtMs, null);
    }
  }

  #end(request: Request, outcome: Outcome, atMs: number, response: HttpResponse | null) {
    if (outcome === 'wrong') this.#wrongAnswer ??= shortened(response?.body ?? '');
    const { sentAtMs, job } = request;
    const answer = { latencyMs: atMs - sentAtMs, outcome, stamps: response?.stamps ?? null, job };
    this.#samples.push(closedSample(request, this.#startAtMs, answer));
    return outcome;
  }

  #result(openedCount: number): Omit<SenderResult, 'telemetry'> {
    const { streamName } = this.#plan;
    const countOf = (wanted: Outcome): number => this.#samples.filter(({ outcome }) => outcome === wanted).length;
    const [errorCount, unfinishedCount] = [countOf('broken'), countOf('unfinished')];
    return {
      streams: [
        sampleColumns(streamName, this.#samples, {
          startAtMs: this.#startAtMs,
          openedBeforeCount: 0,
          openedDuringCount: openedCount,
        }),
      ],
      closedLoopAudits: [
        {
          streamName,
          sentCount: this.#sentCount,
          answeredCount: this.#samples.length - errorCount - unfinishedCount,
          errorCount,
          unfinishedCount,
          // A connection that hears what it did not ask for is closed, and its request lost.
          desyncCount: 0,
          retryPauseMs: RETRY_PAUSE_MS,
        },
      ],
      wrongAnswer: this.#wrongAnswer,
    };
  }
}
