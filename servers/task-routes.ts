import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HarnessError } from './errors.ts';
import { answerAccepted, answerOutput } from './replies.ts';
import type { Job, Runner } from './strategy.ts';
import type { Json, Task } from './task.ts';

/** Aborts when the connection closes before the whole reply was written. */
export function clientLeft(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}

export const jobOf = (taskName: string, input: Json): Job => ({ id: randomUUID(), taskName, input });

/** A handler for names that no task has. */
export const refuseUnknownTask =
  (tasks: readonly Task[]) =>
  ({ params }: FastifyRequest): never => {
    const { taskName } = params as { readonly taskName: string };
    const names = tasks.map(({ name }) => name).join(', ');
    throw new HarnessError('ERR_TASK_UNKNOWN', `No task is called "${taskName}". There are: ${names}`);
  };

/** Inline: the answer is the output. Deferred: the answer is where to ask for it. */
export function addTaskRoutes(app: FastifyInstance, runner: Runner, tasks: readonly Task[]): void {
  for (const { name: taskName, inputSchema } of tasks) {
    app.post(`/tasks/${taskName}`, { schema: { body: inputSchema } }, async (request, reply) => {
      const job = jobOf(taskName, request.body as Json);
      if ('submit' in runner) return answerAccepted(reply, job.id, await runner.submit(job));
      return answerOutput(reply, request.arrivedAtMs, await runner.run(job, clientLeft(reply)));
    });
  }
  app.post('/tasks/:taskName', refuseUnknownTask(tasks));
}
