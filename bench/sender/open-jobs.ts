import type { Outcome } from '../../stats/record.ts';
import { pollIntervalMs } from '../../stats/polling.ts';
import { type ExpectedEnding, jobPath, readJob } from '../job-answer.ts';
import type { HttpResponse } from './http-response.ts';
import { askForEach } from './last-question.ts';
import type { RequestLog } from './request-log.ts';

interface OpenJobsOptions {
  readonly baseUrl: string;
  /** Takes down when jobs were accepted, and what was last said of them. */
  readonly log: RequestLog;
  /** Since the trial's start. */
  readonly nowMs: () => number;
  /** Sends a request for the job of a request; one at a time for each. */
  readonly ask: (requestIndex: number, method: 'GET' | 'DELETE', path: string) => void;
  /** What a job's ending is judged by. */
  readonly requestOf: (requestIndex: number) => ExpectedEnding;
}

interface WaitedFor {
  readonly path: string;
  readonly acceptedAtMs: number;
  timer: NodeJS.Timeout | undefined;
}

/** The jobs of an open loop: each is asked for again and again until it has ended, or its client gives it up. */
export class OpenJobs {
  readonly #options: OpenJobsOptions;
  /** By request. */
  readonly #waitedFor = new Map<number, WaitedFor>();
  readonly #givenUp = new Map<number, string>();

  constructor(options: OpenJobsOptions) {
    this.#options = options;
  }

  /** Whether answers for this request are of its job. */
  has(requestIndex: number): boolean {
    return this.#waitedFor.has(requestIndex);
  }

  /** @returns whether the answer is a 202 that says where to ask */
  accept({ status, location }: HttpResponse, requestIndex: number, atMs: number): boolean {
    const { baseUrl, log } = this.#options;
    const path = status === 202 ? jobPath(location, baseUrl) : null;
    if (path === null) return false;
    log.acceptedAtMs[requestIndex] = atMs;
    this.#waitedFor.set(requestIndex, { path, acceptedAtMs: atMs, timer: undefined });
    this.askLater(requestIndex);
    return true;
  }

  /** @returns how the job ended, or null: another question is due later */
  hear(response: HttpResponse, requestIndex: number, atMs: number): Outcome | null {
    const reading = this.#note(response, requestIndex, atMs, this.#options.requestOf(requestIndex));
    if (reading.kind === 'ended') {
      this.#forget(requestIndex);
      return reading.outcome;
    }
    this.askLater(requestIndex);
    return null;
  }

  /** To be called when a question was lost: that says nothing of the job. */
  askLater(requestIndex: number): void {
    const job = this.#waitedFor.get(requestIndex);
    if (job === undefined) return;
    const { ask, nowMs } = this.#options;
    job.timer = setTimeout(() => ask(requestIndex, 'GET', job.path), pollIntervalMs(nowMs() - job.acceptedAtMs));
  }

  /** Its client waits no more. Requests without a job are let pass. */
  giveUp(requestIndex: number): void {
    const job = this.#waitedFor.get(requestIndex);
    if (job === undefined) return;
    this.#forget(requestIndex);
    this.#givenUp.set(requestIndex, job.path);
  }

  /** Its client leaves, and says so: what comes of that is heard when all are asked for the last time. */
  cancel(requestIndex: number): void {
    const path = this.#waitedFor.get(requestIndex)?.path;
    if (path === undefined) return;
    this.giveUp(requestIndex);
    this.#options.ask(requestIndex, 'DELETE', path);
  }

  /** Asks once more for all that were given up: it changes no wait, but nothing that was accepted is forgotten. */
  async askLast(): Promise<void> {
    const requestIndexes = [...this.#givenUp.keys()];
    const replies = await askForEach(new URL(this.#options.baseUrl), [...this.#givenUp.values()]);
    // They came one by one; what matters is that none of their stamps lies later.
    const atMs = this.#options.nowMs();
    for (const [place, requestIndex] of requestIndexes.entries()) {
      const response = replies[place]?.response ?? null;
      if (response !== null) this.#note(response, requestIndex, atMs, {});
    }
  }

  #note(response: HttpResponse, requestIndex: number, atMs: number, expected: ExpectedEnding) {
    const { log } = this.#options;
    const reading = readJob(response.status, response.body, expected);
    if (reading.kind === 'silent') return reading;
    log.jobStates[requestIndex] = reading.state;
    log.toldAtMs[requestIndex] = atMs;
    if (reading.kind === 'ended') log.stamps[requestIndex] = response.stamps;
    return reading;
  }

  #forget(requestIndex: number): void {
    clearTimeout(this.#waitedFor.get(requestIndex)?.timer);
    this.#waitedFor.delete(requestIndex);
  }
}
