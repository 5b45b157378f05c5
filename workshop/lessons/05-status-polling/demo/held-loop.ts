import { randomUUID } from 'node:crypto';
import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
import { work } from '../../../kit/work.ts';

interface Params {
  readonly id: string;
}

const jobs = new Map<string, Record<string, string>>();
const app = openApp();

// It tells the truth about its jobs, and does them on the loop that answers the polls.
function workOn(id: string, { nonce, iterations }: WorkBody): void {
  try {
    jobs.set(id, { state: 'done', digest: work(nonce, iterations) });
  } catch {
    jobs.set(id, { state: 'failed', code: 'WORK_FAILED' });
  }
}

app.post<{ Body: WorkBody }>('/jobs', async ({ body }, reply) => {
  const id = randomUUID();
  jobs.set(id, { state: 'queued' });
  setTimeout(() => workOn(id, body), 100);
  return reply.code(202).header('location', `/jobs/${id}`).header('retry-after', 1).send({ state: 'queued' });
});

app.get<{ Params: Params }>('/jobs/:id', async ({ params }, reply) => {
  const job = jobs.get(params.id);
  return job ?? reply.code(404).send({ message: 'Unknown, or expired' });
});

await listen(app);
