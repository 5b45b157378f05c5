import process from 'node:process';
import { Piscina } from 'piscina';
import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';

const THREAD_COUNT = 2;
const LIMIT_MS = Number(process.argv[2] ?? 2_000);

/** The pool of lesson 6. A thread that ends is replaced, and so is one whose task took too long. */
const pool = new Piscina({
  filename: new URL('thread-cook.ts', import.meta.url).href,
  minThreads: THREAD_COUNT,
  maxThreads: THREAD_COUNT,
});

const app = openApp();
app.post<{ Body: WorkBody }>('/work', async ({ body }) => ({
  digest: await pool.run(body, { name: 'cook', signal: AbortSignal.timeout(LIMIT_MS) }),
}));
await listen(app);
