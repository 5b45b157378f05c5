import { randomUUID } from 'node:crypto';
import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
import { workInTurns } from '../../../kit/work-in-turns.ts';

interface Params {
  readonly id: string;
}
type Job =
  | { readonly state: 'queued' | 'running' }
  | { readonly state: 'done'; readonly digest: string }
  | { readonly state: 'failed'; readonly code: string };

const MAX_FINISHED = 1_000;
const POLL_AGAIN_SECONDS = 1;

const jobs = new Map<string, Job>();
/** The earliest first. */
const finishedIds: string[] = [];

async function work(id: string, { nonce, iterations }: WorkBody): Promise<void> {
  jobs.set(id, { state: 'running' });
  try {
    jobs.set(id, { state: 'done', digest: await workInTurns(nonce, iterations) });
  } catch {
    jobs.set(id, { state: 'failed', code: 'WORK_FAILED' });
  }
  finishedIds.push(id);
  // Only what has ended may be forgotten: of the others somebody still waits for the end.
  if (finishedIds.length > MAX_FINISHED) jobs.delete(finishedIds.shift() ?? '');
}

const app = openApp();
let lastWork = Promise.resolve();

app.post<{ Body: WorkBody }>('/jobs', async ({ body }, reply) => {
  const id = randomUUID();
  const job: Job = { state: 'queued' };
  jobs.set(id, job);
  lastWork = lastWork.then(async () => work(id, body));
  return reply.code(202).header('location', `/jobs/${id}`).header('retry-after', POLL_AGAIN_SECONDS).send(job);
});

// A 200 says that the question was answered well. How the job fares stands in the answer.
app.get<{ Params: Params }>('/jobs/:id', async ({ params }, reply) => {
  const job = jobs.get(params.id);
  return job ?? reply.code(404).send({ message: 'Unknown, or expired' });
});

await listen(app);
