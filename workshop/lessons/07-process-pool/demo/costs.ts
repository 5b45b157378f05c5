import { fork } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { Worker } from 'node:worker_threads';
import { listen, openApp } from '../../../kit/listen.ts';

const COUNT = 3;
const NEWCOMER = new URL('newcomer.ts', import.meta.url);

const app = openApp();

/** From fork() to its first message, and the memory that it says it holds. Of each one after the other. */
app.get('/processes', async () => {
  const all: { startMs: number; heldBytes: number }[] = [];
  for (let count = 0; count < COUNT; count += 1) {
    const startedAtMs = performance.now();
    const child = fork(NEWCOMER, { execArgv: [] });
    const [heldBytes] = (await once(child, 'message')) as [number];
    all.push({ startMs: performance.now() - startedAtMs, heldBytes });
    child.kill();
  }
  return all;
});

/** From new Worker() to its first message, and by how much this process grew with it. */
app.get('/threads', async () => {
  const all: { startMs: number; heldBytes: number }[] = [];
  for (let count = 0; count < COUNT; count += 1) {
    const beforeBytes = process.memoryUsage.rss();
    const startedAtMs = performance.now();
    const thread = new Worker(NEWCOMER, { execArgv: [] });
    await once(thread, 'message');
    all.push({ startMs: performance.now() - startedAtMs, heldBytes: process.memoryUsage.rss() - beforeBytes });
  }
  return all;
});

await listen(app);
