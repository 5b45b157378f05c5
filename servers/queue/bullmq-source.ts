import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { ErrorReport } from '../errors.ts';
import { RETENTION } from '../jobs/job-table.ts';
import type { TaskRun } from '../strategy.ts';
import { type JobData, type JobResult, PREFIX, type QueuedJob, failureOf, resultOf } from './bullmq-job.ts';
import { ATTEMPT_LIMIT, type Claim, LEASE_MS, type QueueLimits, type WorkSource, attemptsReport } from './job-queue.ts';
import type { EnginePlace } from './queue-url.ts';
import { connectPatient, unreachable } from './redis-client.ts';
import { RedisMarks } from './redis-marks.ts';

/** BullMQ counts what its own workers crash at; here the limit is ATTEMPT_LIMIT, for both engines. */
const NEVER_TOO_OFTEN = 1_000_000;
const RETRY_MS = 100;

/** BullMQ's answers to a worker whose job is gone, ended, or another's: JobNotExist, JobLockNotExist, JobNotInState, JobLockMismatch. */
const NOT_OURS: ReadonlySet<unknown> = new Set([-1, -2, -3, -6]);

/** @returns false when the job is no longer this worker's */
async function unlessLost(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && NOT_OURS.has(thrown.code)) return false;
    throw thrown;
  }
}

/**
 * A worker's side of a queue in Redis. Jobs are fetched by hand: BullMQ's own loop knows no time limit, and its leases
 * are renewed here by the same rule as the embedded engine's.
 */
export class BullmqSource implements WorkSource {
  readonly #leaseMs: number;
  readonly #client: Redis;
  readonly #worker: Worker<JobData, JobResult>;
  readonly #marks: RedisMarks;
  readonly #held = new Map<string, QueuedJob>();
  #fetching: Promise<Claim | undefined> = Promise.resolve(undefined);

  private constructor(
    client: Redis,
    place: EnginePlace,
    { leaseMs = LEASE_MS, retention = RETENTION }: Partial<QueueLimits>,
  ) {
    this.#leaseMs = leaseMs;
    this.#client = client;
    this.#worker = new Worker<JobData, JobResult>(place.queueName, null, {
      connection: client,
      prefix: PREFIX,
      lockDuration: leaseMs,
      // Redis takes whole milliseconds only.
      stalledInterval: Math.ceil(leaseMs / 3),
      maxStalledCount: NEVER_TOO_OFTEN,
    });
    // A broken connection mends itself, and everything else is thrown where it is asked for.
    this.#worker.on('error', () => {});
    this.#marks = new RedisMarks(client, (name) => this.#worker.toKey(name), retention);
  }

  /** @throws {HarnessError} ERR_QUEUE_UNREACHABLE */
  static async open(place: EnginePlace, limits: Partial<QueueLimits> = {}): Promise<BullmqSource> {
    const client = await connectPatient(place);
    try {
      const source = new BullmqSource(client, place, limits);
      await source.#worker.waitUntilReady();
      await source.#worker.startStalledCheckTimer();
      return source;
    } catch (cause) {
      client.disconnect();
      throw unreachable(place, cause);
    }
  }

  async claim(signal: AbortSignal): Promise<Claim | undefined> {
    const stopped = Promise.withResolvers<undefined>();
    const stop = (): void => stopped.resolve(undefined);
    signal.addEventListener('abort', stop, { once: true });
    try {
      while (!signal.aborted) {
        this.#fetching = this.#fetch(randomUUID());
        const claim = await Promise.race([this.#fetching, stopped.promise]);
        if (claim !== undefined) return claim;
      }
      return undefined;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async beat({ job: { id }, token }: Claim): Promise<boolean> {
    const job = this.#held.get(token);
    if (job === undefined) return false;
    const [cancelled, isRenewed] = await Promise.all([this.#marks.cancelled(id), job.extendLock(token, this.#leaseMs)]);
    return cancelled === undefined && isRenewed === 1;
  }

  async complete(claim: Claim, run: TaskRun): Promise<boolean> {
    const result = resultOf(run);
    if (await this.#marks.apply(claim.job.id, claim.token, result)) return this.#complete(claim, result);
    // Cancelled meanwhile: it is taken out of those that run.
    await this.fail(claim, { code: 'ERR_CLIENT_LEFT', message: 'The job was cancelled' });
    return false;
  }

  async fail(claim: Claim, report: ErrorReport): Promise<boolean> {
    return this.#end(claim, async (job) => job.moveToFailed(failureOf(report), claim.token));
  }

  async giveBack(claim: Claim): Promise<void> {
    await this.#end(claim, async (job) => {
      await job.updateData({ ...job.data, givenBackCount: job.data.givenBackCount + 1 });
      await job.moveToWait(claim.token);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.close(true);
    const late = await this.#fetching;
    if (late !== undefined && this.#held.has(late.token)) await this.giveBack(late).catch(() => {});
    this.#client.disconnect();
  }

  /** Waits some seconds for a job; undefined then, and for one that is none. */
  async #fetch(token: string): Promise<Claim | undefined> {
    try {
      const job: QueuedJob | undefined = await this.#worker.getNextJob(token);
      if (job?.id === undefined) return undefined;
      this.#held.set(token, job);
      const { input, rowKey } = job.data;
      const asked = { id: job.id, taskName: job.name, input };
      const claim: Claim = { job: rowKey === undefined ? asked : { ...asked, rowKey }, token };
      return (await this.#isToRun(claim, job)) ? claim : undefined;
    } catch {
      // Not connected, most likely: the client sees to it.
      await delay(RETRY_MS);
      return undefined;
    }
  }

  /** Ends at once what is over already: had its effect, was cancelled while it waited, or has killed enough workers. */
  async #isToRun(claim: Claim, { attemptsStarted, data }: QueuedJob): Promise<boolean> {
    const { id } = claim.job;
    const [applied, cancelled] = await Promise.all([this.#marks.applied(id), this.#marks.cancelled(id)]);
    if (applied !== undefined) await this.#complete(claim, applied);
    else if (cancelled !== undefined)
      await this.fail(claim, { code: 'ERR_CLIENT_LEFT', message: 'The job was cancelled' });
    else if (attemptsStarted - data.givenBackCount > ATTEMPT_LIMIT) await this.fail(claim, attemptsReport(id));
    else return true;
    return false;
  }

  async #complete(claim: Claim, result: JobResult): Promise<boolean> {
    return this.#end(claim, async (job) => job.moveToCompleted(result, claim.token, false));
  }

  /** @returns whether the job was still this worker's */
  async #end({ token }: Claim, act: (job: QueuedJob) => Promise<unknown>): Promise<boolean> {
    const job = this.#held.get(token);
    if (job === undefined) return false;
    const isOwn = await unlessLost(async () => act(job));
    this.#held.delete(token);
    return isOwn;
  }
}
