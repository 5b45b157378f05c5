import process from 'node:process';
import { Queue } from 'bullmq';
import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
import { MAX_ATTEMPTS } from '../../../kit/queue-file.ts';
import { connect } from './connection.ts';

const STATES: Readonly<Record<string, string>> = { active: 'running', completed: 'done', failed: 'failed' };

const queue = new Queue<WorkBody, string>(process.argv[4] ?? 'lesson-9', { connection: connect(process.argv[2]) });

const app = openApp();
app.post<{ Body: WorkBody }>('/jobs', async ({ body }, reply) => {
  const { id = '' } = await queue.add('work', body, { attempts: MAX_ATTEMPTS });
  await reply.code(202).header('location', `/jobs/${id}`).send({ id, state: 'queued' });
});
app.get<{ Params: { readonly id: string } }>('/jobs/:id', async ({ params }, reply) => {
  const job = await queue.getJob(params.id);
  if (job === undefined) return reply.code(404).send({ message: 'There is no such job' });
  const state = STATES[await job.getState()] ?? 'queued';
  return { state, attempts: job.attemptsStarted, digest: job.returnvalue, error: job.failedReason ?? null };
});
// Its first answer comes when it is connected.
await queue.waitUntilReady();
await listen(app);
