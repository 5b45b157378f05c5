import cluster from 'node:cluster';
import { randomUUID } from 'node:crypto';
import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
import { openSharedMap } from '../../../kit/shared-map.ts';
import { workInTurns } from '../../../kit/work-in-turns.ts';
import { startWorkers } from '../../../kit/workers.ts';

const WORKER_COUNT = 4;

type Job = { readonly state: 'running' } | { readonly state: 'done'; readonly digest: string };

interface Params {
  readonly id: string;
}

async function serve(): Promise<void> {
  // The primary's. Nobody asks this worker alone.
  const jobs = openSharedMap<Job>();
  const app = openApp();

  async function workLater(id: string, { nonce, iterations }: WorkBody): Promise<void> {
    // Whoever shares this worker cannot be dealt to another one, so its loop must stay free.
    await jobs.set(id, { state: 'done', digest: await workInTurns(nonce, iterations) });
  }

  app.post<{ Body: WorkBody }>('/jobs', async ({ body }, reply) => {
    const id = randomUUID();
    // Before anybody hears of the id, all workers must know it.
    await jobs.set(id, { state: 'running' });
    void workLater(id, body);
    return reply.code(202).header('location', `/jobs/${id}`).send({ id });
  });

  app.get<{ Params: Params }>('/jobs/:id', async ({ params }, reply) => {
    const job = await jobs.get(params.id);
    return job ?? reply.code(404).send({ message: 'No such job' });
  });

  await listen(app);
}

// The same file runs in each process: once as the primary, which answers nobody, and once as each worker.
if (cluster.isPrimary) await startWorkers(WORKER_COUNT);
else await serve();
