import { randomUUID } from 'node:crypto';
import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
import { workInTurns } from '../../../kit/work-in-turns.ts';

interface Params {
  readonly id: string;
}
interface Job {
  readonly digest?: string;
  readonly error?: string;
}

const jobs: Record<string, Job> = {};

async function work(id: string, { nonce, iterations }: WorkBody): Promise<void> {
  try {
    jobs[id] = { digest: await workInTurns(nonce, iterations) };
  } catch (thrown) {
    jobs[id] = { error: String(thrown) };
  }
}

const app = openApp();

// 202 means that all is well. Or does it?
app.post<{ Body: WorkBody }>('/jobs', async ({ body }, reply) => {
  const id = randomUUID();
  void work(id, body);
  return reply.code(202).send({ id });
});

app.get<{ Params: Params }>('/jobs/:id', async ({ params }, reply) => {
  const job = jobs[params.id];
  if (job?.error !== undefined) return reply.code(500).send({ message: job.error });
  return { done: job?.digest !== undefined, ...job };
});

await listen(app);
