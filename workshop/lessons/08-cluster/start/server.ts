import cluster from 'node:cluster';
import { randomUUID } from 'node:crypto';
import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
import { work } from '../../../kit/work.ts';
import { startWorkers } from '../../../kit/workers.ts';

const WORKER_COUNT = 4;

type Job = { readonly state: 'running' } | { readonly state: 'done'; readonly digest: string };

interface Params {
  readonly id: string;
}

async function serve(): Promise<void> {
  // Whose map is it?
  const jobs = new Map<string, Job>();
  const app = openApp();

  app.post<{ Body: WorkBody }>('/jobs', async ({ body }, reply) => {
    const id = randomUUID();
    jobs.set(id, { state: 'running' });
    // Whose loop does the work?
    setImmediate(() => jobs.set(id, { state: 'done', digest: work(body.nonce, body.iterations) }));
    return reply.code(202).header('location', `/jobs/${id}`).send({ id });
  });

  app.get<{ Params: Params }>('/jobs/:id', async ({ params }, reply) => {
    const job = jobs.get(params.id);
    return job ?? reply.code(404).send({ message: 'No such job' });
  });

  await listen(app);
}

// The same file runs in each process: once as the primary, which answers nobody, and once as each worker.
if (cluster.isPrimary) await startWorkers(WORKER_COUNT);
else await serve();
