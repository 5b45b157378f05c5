import type { FastifyReply } from 'fastify';
import { Piscina, move } from 'piscina';
import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
import { acceptReadings } from '../../../kit/readings.ts';

const THREAD_COUNT = 2;
const QUEUE_LIMIT = 8;

const pool = new Piscina({
  filename: new URL('worker.ts', import.meta.url).href,
  // A thread above the minimum ends as soon as it has nothing to do, and the next job waits until another one has started.
  minThreads: THREAD_COUNT,
  maxThreads: THREAD_COUNT,
});

/** Aborts when the asker is gone before the answer was sent. */
function askerLeft(reply: FastifyReply): AbortSignal {
  const leaving = new AbortController();
  reply.raw.once('close', () => leaving.abort());
  return leaving.signal;
}

const app = openApp();
acceptReadings(app);
app.get('/limits', () => ({ threadCount: THREAD_COUNT, queueLimit: QUEUE_LIMIT }));

// Before any job of both routes. The option maxQueue does not count jobs that have a signal; queueSize does.
app.addHook('preHandler', async ({ method }, reply) => {
  if (method === 'POST' && pool.queueSize >= QUEUE_LIMIT)
    return reply.code(503).header('retry-after', '1').send({ error: 'Too many are waiting already.' });
  return undefined;
});

app.post<{ Body: WorkBody }>('/work', async ({ body }, reply) => ({
  digest: await pool.run(body, { name: 'digest', signal: askerLeft(reply) }),
}));

// move() gives the memory itself away. Here the array is empty from now on.
app.post<{ Body: Float64Array }>('/readings', async ({ body }, reply) => ({
  digest: await pool.run(move(body), { name: 'digestUpload', signal: askerLeft(reply) }),
}));

await listen(app);
