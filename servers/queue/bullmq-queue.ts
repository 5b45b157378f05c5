import { Job as BullJob, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { HarnessError } from '../errors.ts';
import { RETENTION, type Retention } from '../jobs/job-table.ts';
import { queueFull } from '../jobs/queue-full.ts';
import type { Gauges, Job, JobStatus } from '../strategy.ts';
import { nowMs } from '../telemetry.ts';
import { type JobData, type JobResult, PREFIX, cancelledStatus, jobOptions, statusOf } from './bullmq-job.ts';
import type { JobQueue, QueueLimits } from './job-queue.ts';
import { readMoment, shareMoment } from './machine-clock.ts';
import { keepPrivateQueues } from './private-queues.ts';
import type { EnginePlace } from './queue-url.ts';
import { connectImpatient, unreachable } from './redis-client.ts';
import { RedisMarks } from './redis-marks.ts';

interface Submission {
  readonly job: Job;
  readonly unfinishedLimit: number;
  readonly outcome: PromiseWithResolvers<JobStatus>;
}

/** A server's side of a queue in Redis, kept by BullMQ. */
export class BullmqQueue implements JobQueue {
  readonly #place: EnginePlace;
  readonly #client: Redis;
  readonly #queue: Queue<JobData, JobResult>;
  readonly #marks: RedisMarks;
  readonly #retention: Retention;
  #submissions: Submission[] = [];
  #isSending = false;
  #gauges: Gauges = { runningCount: 0, queuedCount: 0 };

  private constructor(place: EnginePlace, client: Redis, retention: Retention) {
    this.#place = place;
    this.#client = client;
    this.#retention = retention;
    this.#queue = new Queue(place.queueName, { connection: client, prefix: PREFIX });
    // Whoever asks next is told.
    this.#queue.on('error', () => {});
    this.#marks = new RedisMarks(client, (name) => this.#queue.toKey(name), retention);
  }

  /** @throws {HarnessError} ERR_QUEUE_UNREACHABLE */
  static async open(place: EnginePlace, { retention = RETENTION }: Partial<QueueLimits> = {}): Promise<BullmqQueue> {
    const client = await connectImpatient(place);
    try {
      await keepPrivateQueues(client, place);
      const queue = new BullmqQueue(place, client, retention);
      await queue.#queue.waitUntilReady();
      return queue;
    } catch (cause) {
      client.disconnect();
      throw unreachable(place, cause);
    }
  }

  async submit(job: Job, unfinishedLimit: number): Promise<JobStatus> {
    const outcome = Promise.withResolvers<JobStatus>();
    this.#submissions.push({ job, unfinishedLimit, outcome });
    void this.#send();
    return outcome.promise;
  }

  async status(jobId: string): Promise<JobStatus | undefined> {
    return this.#asking(async () => {
      const [cancelled, job] = await Promise.all([this.#marks.cancelled(jobId), this.#jobOf(jobId)]);
      if (cancelled !== undefined) return cancelledStatus(cancelled);
      if (job === undefined || (job.finishedOn ?? Infinity) < Date.now() - this.#retention.keptMs) return undefined;
      return statusOf(job);
    });
  }

  async cancel(jobId: string): Promise<JobStatus | undefined> {
    const status = await this.status(jobId);
    if (status?.state !== 'queued' && status?.state !== 'running') return status;
    return this.#asking(async () => {
      const acceptedAt = shareMoment(status.acceptedAtMs);
      const cancelled = { acceptedAt, finishedAt: shareMoment(nowMs()), attemptCount: status.attemptCount };
      // One that waits makes room for another; one that runs is taken out by its worker, which learns of the mark.
      if (await this.#marks.cancel(jobId, cancelled)) await this.#queue.remove(jobId);
      return this.status(jobId);
    });
  }

  gauges(): Gauges {
    return this.#gauges;
  }

  async effects(): Promise<readonly string[]> {
    return this.#asking(async () => this.#marks.effects());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#queue.close();
    this.#client.disconnect();
  }

  async #jobOf(jobId: string): Promise<BullJob<JobData, JobResult> | undefined> {
    return BullJob.fromId<JobData, JobResult>(this.#queue, jobId);
  }

  /**
   * BullMQ knows no limit, so that jobs are counted before they are added. Whatever came in the meantime goes with the
   * next count: this server alone never goes over the limit, and several servers by no more than they add at once.
   */
  async #send(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    while (this.#submissions.length > 0) {
      const batch = this.#submissions;
      this.#submissions = [];
      try {
        const { active = 0, waiting = 0 } = await this.#queue.getJobCounts('active', 'waiting');
        this.#gauges = { runningCount: active, queuedCount: waiting };
        await Promise.all(batch.map(async (one, index) => this.#add(one, active + waiting + index)));
      } catch (cause) {
        for (const { outcome } of batch) outcome.reject(unreachable(this.#place, cause));
      }
    }
    this.#isSending = false;
  }

  async #add(
    { job: { id, taskName, ...data }, unfinishedLimit, outcome }: Submission,
    aheadCount: number,
  ): Promise<void> {
    if (aheadCount >= unfinishedLimit) {
      outcome.reject(queueFull(unfinishedLimit));
      return;
    }
    const acceptedAt = shareMoment(nowMs());
    try {
      await this.#queue.add(taskName, { ...data, acceptedAt, givenBackCount: 0 }, jobOptions(id, this.#retention));
      outcome.resolve({ state: 'queued', acceptedAtMs: readMoment(acceptedAt), attemptCount: 0 });
    } catch (cause) {
      outcome.reject(unreachable(this.#place, cause));
    }
  }

  /** @throws {HarnessError} ERR_QUEUE_UNREACHABLE */
  async #asking<Value>(ask: () => Promise<Value>): Promise<Value> {
    try {
      return await ask();
    } catch (cause) {
      throw cause instanceof HarnessError ? cause : unreachable(this.#place, cause);
    }
  }
}
