import type { FastifyReply } from 'fastify';
import type { JobStatus, TaskRun } from './strategy.ts';

/** Long enough for a job to leave the queue, short enough to type. */
export const RETRY_AFTER_SECONDS = 1;

interface Stamps {
  readonly arrivedAtMs: number;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  /** What a database took to read the input and to write the output, where there was one. */
  readonly databaseMs?: number | undefined;
}

/** Says when the request arrived and its work began and was done, so that its client can tell queue from service. */
export function stamp(reply: FastifyReply, { arrivedAtMs, startedAtMs, finishedAtMs, databaseMs }: Stamps): void {
  const stamps = [arrivedAtMs, startedAtMs, finishedAtMs, ...(databaseMs === undefined ? [] : [databaseMs])];
  void reply.header('holdup-stamps', stamps.map((ms) => ms.toFixed(3)).join(','));
}

/** 200 with the output alone. */
export function answerOutput(
  reply: FastifyReply,
  arrivedAtMs: number,
  { output, startedAtMs, finishedAtMs }: TaskRun,
  databaseMs?: number,
): FastifyReply {
  stamp(reply, { arrivedAtMs, startedAtMs, finishedAtMs, databaseMs });
  return reply.type('application/json').send(JSON.stringify(output));
}

/** 202: accepted, and where to ask how it goes. */
export function answerAccepted(reply: FastifyReply, jobId: string, { state }: JobStatus): FastifyReply {
  return reply
    .code(202)
    .header('location', `/jobs/${jobId}`)
    .header('retry-after', RETRY_AFTER_SECONDS)
    .send({ id: jobId, state });
}

/** A job as its clients see it. `waitedMs` is from accepted to begun, `ranMs` from begun to done. */
function shownStatus(jobId: string, status: JobStatus): object {
  const { state, attemptCount, acceptedAtMs } = status;
  const shown = { id: jobId, state, attempts: attemptCount };
  if (status.state === 'failed') return { ...shown, code: status.code, message: status.message };
  if (status.state === 'running') return { ...shown, waitedMs: status.startedAtMs - acceptedAtMs };
  if (status.state !== 'done') return shown;
  const { startedAtMs, finishedAtMs, output } = status;
  return { ...shown, waitedMs: startedAtMs - acceptedAtMs, ranMs: finishedAtMs - startedAtMs, output };
}

/** 200 with how far the job has come; its output too once it is done. A job that failed is no failure of this request. */
export function answerStatus(reply: FastifyReply, jobId: string, status: JobStatus): FastifyReply {
  if (status.state === 'done') stamp(reply, { arrivedAtMs: status.acceptedAtMs, ...status });
  else if (status.state === 'queued' || status.state === 'running')
    void reply.header('retry-after', RETRY_AFTER_SECONDS);
  return reply.type('application/json').send(JSON.stringify(shownStatus(jobId, status)));
}
