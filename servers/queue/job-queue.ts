import type { ErrorReport } from '../errors.ts';
import type { Retention } from '../jobs/job-table.ts';
import type { Gauges, Job, JobStatus, TaskRun } from '../strategy.ts';

/** Where a queue is: a folder of this machine, or an engine that several machines reach. */
export interface QueuePlace {
  /** `redis://HOST:PORT/DATABASE#NAME`; null for the embedded engine. */
  readonly queueUrl: string | null;
  /** An existing folder: it holds the embedded queue, or names one in an engine. null where the URL names it. */
  readonly dataFolder: string | null;
}

/** What engines may be told to do otherwise, for tests. */
export interface QueueLimits {
  /** A worker that has not been heard of for so long has lost its job to the next one. */
  readonly leaseMs: number;
  readonly retention: Retention;
}

/**
 * How long a killed worker's job waits for another one. Long enough for a worker process that gets no turn on a busy
 * machine, as workers are heard of every BEAT_MS; short enough for a person who waits.
 */
export const LEASE_MS = 3_000;

/** A worker learns within this time that its job was cancelled, and is heard of twelve times in a lease. */
export const BEAT_MS = 250;

/** So many workers may die at a job. Then it is the job that kills them, and it fails with ERR_JOB_ATTEMPTS. */
export const ATTEMPT_LIMIT = 3;

export const attemptsReport = (jobId: string): ErrorReport => ({
  code: 'ERR_JOB_ATTEMPTS',
  message: `Cannot finish the job ${jobId} as each of the ${ATTEMPT_LIMIT} workers that began it died`,
});

/** What a server does with a queue. Every method rejects with ERR_QUEUE_UNREACHABLE while the engine does not answer. */
export interface JobQueue extends AsyncDisposable {
  /**
   * Resolves once the engine has the job.
   *
   * @param unfinishedLimit so many jobs may wait or run
   * @throws {HarnessError} ERR_QUEUE_FULL
   */
  submit(job: Job, unfinishedLimit: number): Promise<JobStatus>;
  /** @returns undefined for an id that was never given out, or that has been forgotten since */
  status(jobId: string): Promise<JobStatus | undefined>;
  /** Ends a job that waits or runs; whoever runs it stops within BEAT_MS. @returns its status afterwards */
  cancel(jobId: string): Promise<JobStatus | undefined>;
  /** As of now where that costs nothing, else as of the last call. */
  gauges(): Gauges;
  /** The ids of the jobs whose effect has been applied, oldest first, one for each time: what the queue says is once. */
  effects(): Promise<readonly string[]>;
}

/** A job that one worker has until its lease ends. */
export interface Claim {
  readonly job: Job;
  /** Of this claim alone: whoever comes with an older one has lost the job. */
  readonly token: string;
}

/** What a worker does with a queue. A job runs at least once, and its effect, its completion, counts once. */
export interface WorkSource extends AsyncDisposable {
  /** Waits for a job and takes it. @returns undefined when the signal aborts first */
  claim(signal: AbortSignal): Promise<Claim | undefined>;
  /** Renews the lease. @returns false when the job is no longer this worker's: cancelled, or taken over */
  beat(claim: Claim): Promise<boolean>;
  /** @returns false, and nothing counts, when the job is no longer this worker's */
  complete(claim: Claim, run: TaskRun): Promise<boolean>;
  /** For good. @returns as complete() */
  fail(claim: Claim, report: ErrorReport): Promise<boolean>;
  /** Leaves the job to the next worker at once; this is no attempt of the job's. */
  giveBack(claim: Claim): Promise<void>;
}
