import process from 'node:process';
import { Piscina } from 'piscina';
import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
import { acceptReadings, objectsOf } from '../../../kit/readings.ts';

/** A pool with as many threads as its first argument says, and room for everybody who comes. */
const threadCount = Number(process.argv[2] ?? 2);
const pool = new Piscina({
  filename: new URL('worker.ts', import.meta.url).href,
  minThreads: threadCount,
  maxThreads: threadCount,
});

const app = openApp();
acceptReadings(app);

app.post<{ Body: WorkBody }>('/work', async ({ body }) => ({ digest: await pool.run(body, { name: 'digest' }) }));

// Each of the objects is copied on its way to the thread: written out here, on the loop, and put together again over there.
app.post<{ Body: Float64Array }>('/readings', async ({ body }) => ({
  digest: await pool.run(objectsOf(body), { name: 'digestUpload' }),
}));

await listen(app);
