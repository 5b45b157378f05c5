import type { FastifyInstance } from 'fastify';
import { answerAccepted, answerOutput } from '../replies.ts';
import type { Runner } from '../strategy.ts';
import { clientLeft, jobOf, refuseUnknownTask } from '../task-routes.ts';
import type { Json, Task } from '../task.ts';
import type { Rows } from './rows.ts';

interface RowParams {
  readonly key: string;
}

/**
 * `PUT` stores an input, `POST` reads it, runs the task on it and writes the output beside it, `GET` tells both. The two
 * `await`s around the work are the point: they are where people hope that the server takes a breath.
 */
export function addRowRoutes(app: FastifyInstance, runner: Runner, tasks: readonly Task[], rows: Rows): void {
  for (const { name: taskName, inputSchema } of tasks) {
    const path = `/rows/:key/tasks/${taskName}`;
    app.put<{ Params: RowParams }>(
      path,
      { schema: { body: inputSchema } },
      async ({ params: { key }, body }, reply) => {
        await rows.put({ key, taskName }, body as Json);
        return reply.type('application/json').send(JSON.stringify(body));
      },
    );
    app.get<{ Params: RowParams }>(path, async ({ params: { key } }) => {
      const { input, output } = await rows.read({ key, taskName });
      return { input, output };
    });
    app.post<{ Params: RowParams }>(path, async ({ params: { key }, arrivedAtMs }, reply) => {
      // Listened for from now on: the client may leave while the database is asked.
      const left = clientLeft(reply);
      const place = { key, taskName };
      const { input, tookMs: readMs } = await rows.read(place);
      const job = jobOf(taskName, input);
      // Whoever does the job later writes its output too.
      if ('submit' in runner) return answerAccepted(reply, job.id, await runner.submit({ ...job, rowKey: key }));
      const run = await runner.run(job, left);
      const writeMs = await rows.write(place, run.output);
      return answerOutput(reply, arrivedAtMs, run, readMs + writeMs);
    });
  }
  app.route({ method: ['GET', 'PUT', 'POST'], url: '/rows/:key/tasks/:taskName', handler: refuseUnknownTask(tasks) });
}
