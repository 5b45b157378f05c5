import process from 'node:process';
import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
import { addJob, findJob, openQueueFile } from '../../../kit/queue-file.ts';

// The API does no work. It writes jobs down, and reads how far they have come.
const file = openQueueFile(process.argv[2] ?? 'queue.sqlite');

const app = openApp();
app.post<{ Body: WorkBody }>('/jobs', async ({ body }, reply) => {
  const id = addJob(file, body);
  await reply.code(202).header('location', `/jobs/${id}`).send({ id, state: 'queued' });
});
app.get<{ Params: { readonly id: string } }>('/jobs/:id', async ({ params }, reply) => {
  const job = findJob(file, params.id);
  if (job === undefined) return reply.code(404).send({ message: 'There is no such job' });
  const { state, attempts, digest, error } = job;
  return { state, attempts, digest, error };
});
await listen(app);
