import { type QueueFile, type QueuedJob, addEffect } from '../../../kit/queue-file.ts';

/** Takes a job, which is then this worker's until its lease is over. @returns undefined when there is none to take */
export function claim(file: QueueFile, _leaseMs: number): QueuedJob | undefined {
  // Who ever looks again at a job whose worker is dead?
  return file.get(
    `UPDATE jobs SET state = 'running', attempts = attempts + 1
     WHERE sequence = (SELECT sequence FROM jobs WHERE state = 'queued' ORDER BY sequence LIMIT 1) RETURNING *`,
    {},
  );
}

/** The heartbeat: the job is this worker's for another lease from now on. */
export function renew(_file: QueueFile, _job: QueuedJob, _leaseMs: number): void {
  // Nothing yet.
}

/** The job is done, and its effect happens. */
export function finish(file: QueueFile, job: QueuedJob, digest: string): void {
  // Is it still this worker's job?
  file.run("UPDATE jobs SET state = 'done', digest = :digest WHERE id = :id", { id: job.id, digest });
  addEffect(file, job, digest);
}

/** The job threw an error. */
export function fail(file: QueueFile, job: QueuedJob, error: string): void {
  // How often?
  file.run("UPDATE jobs SET state = 'queued', error = :error WHERE id = :id", { id: job.id, error });
}
