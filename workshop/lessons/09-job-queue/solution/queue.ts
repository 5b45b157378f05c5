import { randomUUID } from 'node:crypto';
import { MAX_ATTEMPTS, type QueueFile, type QueuedJob, addEffect } from '../../../kit/queue-file.ts';

/** Takes a job, which is then this worker's until its lease is over. @returns undefined when there is none to take */
export function claim(file: QueueFile, leaseMs: number): QueuedJob | undefined {
  const nowMs = Date.now();
  // A job that every worker dies at is not handed out for ever either.
  file.run(
    `UPDATE jobs SET state = 'failed', error = 'Its workers died', token = NULL
     WHERE state = 'running' AND leaseUntilMs < :nowMs AND attempts >= :max`,
    { nowMs, max: MAX_ATTEMPTS },
  );
  return file.get(
    `UPDATE jobs SET state = 'running', attempts = attempts + 1, token = :token, leaseUntilMs = :untilMs
     WHERE sequence = (SELECT sequence FROM jobs
       WHERE state = 'queued' OR (state = 'running' AND leaseUntilMs < :nowMs) ORDER BY sequence LIMIT 1) RETURNING *`,
    { token: randomUUID(), nowMs, untilMs: nowMs + leaseMs },
  );
}

/** Of all that a worker does to its job: whose token is not there any more has lost it, and changes nothing. */
const OWN = "WHERE id = :id AND token = :token AND state = 'running'";
const ownerOf = ({ id, token }: QueuedJob): { id: string; token: string | null } => ({ id, token });

/** The heartbeat: the job is this worker's for another lease from now on. */
export function renew(file: QueueFile, job: QueuedJob, leaseMs: number): void {
  file.run(`UPDATE jobs SET leaseUntilMs = :untilMs ${OWN}`, { ...ownerOf(job), untilMs: Date.now() + leaseMs });
}

/** The job is done, and its effect happens: both, or neither. */
export function finish(file: QueueFile, job: QueuedJob, digest: string): void {
  file.inTransaction(() => {
    const changed = file.run(`UPDATE jobs SET state = 'done', digest = :digest ${OWN}`, { ...ownerOf(job), digest });
    if (changed === 1) addEffect(file, job, digest);
  });
}

/** The job threw an error: once more, but not for ever. */
export function fail(file: QueueFile, job: QueuedJob, error: string): void {
  const state = job.attempts < MAX_ATTEMPTS ? 'queued' : 'failed';
  file.run(`UPDATE jobs SET state = :state, error = :error ${OWN}`, { ...ownerOf(job), state, error });
}
