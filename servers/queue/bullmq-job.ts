import type { Job as BullJob, JobsOptions } from 'bullmq';
import type { ErrorCode, ErrorReport } from '../errors.ts';
import type { Retention } from '../jobs/job-table.ts';
import type { JobStatus, TaskRun } from '../strategy.ts';
import type { Json } from '../task.ts';
import { ATTEMPT_LIMIT } from './job-queue.ts';
import { type SharedMoment, momentOf, readMoment, shareMoment } from './machine-clock.ts';

/** Before every key of ours in Redis. */
export const PREFIX = 'holdup';

/** What goes in with a job. */
export interface JobData {
  readonly input: Json;
  readonly rowKey?: string;
  readonly acceptedAt: SharedMoment;
  readonly givenBackCount: number;
}

/** What comes out of a job. */
export interface JobResult {
  readonly output: Json;
  readonly startedAt: SharedMoment;
  readonly finishedAt: SharedMoment;
}

export type QueuedJob = BullJob<JobData, JobResult>;

/** A cancelled job as Redis remembers it: BullMQ knows no such state. */
export interface Cancelled {
  readonly acceptedAt: SharedMoment;
  readonly finishedAt: SharedMoment;
  readonly attemptCount: number;
}

/** BullMQ tells a job's end by its own rules of retention, in seconds. Failing is for good: workers that die are no failures to it. */
export const jobOptions = (jobId: string, { keptCount, keptMs }: Retention): JobsOptions => {
  const kept = { count: keptCount, age: Math.ceil(keptMs / 1_000) };
  return { jobId, attempts: 1, removeOnComplete: kept, removeOnFail: kept };
};

export const resultOf = ({ output, startedAtMs, finishedAtMs }: TaskRun): JobResult => ({
  output,
  startedAt: shareMoment(startedAtMs),
  finishedAt: shareMoment(finishedAtMs),
});

/** BullMQ keeps a failure's message alone. */
export const failureOf = (report: ErrorReport): Error => new Error(JSON.stringify(report));

function reportOf(failedReason: string): ErrorReport {
  try {
    const { code, message } = JSON.parse(failedReason) as { readonly code: ErrorCode; readonly message: string };
    return { code, message };
  } catch {
    // BullMQ's own words, about a job that it gave up.
    return { code: 'ERR_TASK_FAILED', message: failedReason };
  }
}

export const cancelledStatus = ({ acceptedAt, finishedAt, attemptCount }: Cancelled): JobStatus => ({
  state: 'cancelled',
  acceptedAtMs: readMoment(acceptedAt),
  finishedAtMs: readMoment(finishedAt),
  attemptCount,
});

/** What its worker's death put back into the queue still reads running: states only move forward. */
export function statusOf({
  data,
  attemptsStarted,
  processedOn,
  finishedOn,
  failedReason,
  returnvalue,
}: QueuedJob): JobStatus {
  const acceptedAtMs = readMoment(data.acceptedAt);
  // The begin that was one too many did not run the task.
  const facts = { acceptedAtMs, attemptCount: Math.min(attemptsStarted, ATTEMPT_LIMIT + data.givenBackCount) };
  if (processedOn === undefined) return { ...facts, state: 'queued' };
  if (finishedOn === undefined) {
    return { ...facts, state: 'running', startedAtMs: Math.max(acceptedAtMs, momentOf(processedOn)) };
  }
  if (failedReason !== undefined) {
    return { ...facts, state: 'failed', finishedAtMs: momentOf(finishedOn), ...reportOf(failedReason) };
  }
  const { output, startedAt, finishedAt } = returnvalue;
  return { ...facts, state: 'done', output, startedAtMs: readMoment(startedAt), finishedAtMs: readMoment(finishedAt) };
}
