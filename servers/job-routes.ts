import type { FastifyInstance } from 'fastify';
import { HarnessError } from './errors.ts';
import { answerStatus } from './replies.ts';
import type { JobStatus, Runner } from './strategy.ts';

interface JobParams {
  readonly jobId: string;
}

/** `GET /jobs/:id` tells how far a job has come, `DELETE /jobs/:id` cancels it. Inline strategies know no jobs. */
export function addJobRoutes(app: FastifyInstance, runner: Runner): void {
  const known = (jobId: string, status: JobStatus | undefined): JobStatus => {
    if (status !== undefined) return status;
    throw new HarnessError('ERR_JOB_UNKNOWN', `No job is called "${jobId}" here`);
  };
  app.get<{ Params: JobParams }>('/jobs/:jobId', async ({ params: { jobId } }, reply) =>
    answerStatus(reply, jobId, known(jobId, 'status' in runner ? await runner.status(jobId) : undefined)),
  );
  app.delete<{ Params: JobParams }>('/jobs/:jobId', async ({ params: { jobId } }, reply) =>
    answerStatus(reply, jobId, known(jobId, 'cancel' in runner ? await runner.cancel(jobId) : undefined)),
  );
}
