import { availableParallelism } from 'node:os';
import process from 'node:process';
import { Worker } from 'node:worker_threads';

/**
 * A program that takes the cores away: two busy threads for each, as one alone could find a free one. Tells its parent
 * `{ kind: 'busy' }` and ends with it.
 */
const THREADS_PER_CORE = 2;

const online = Array.from({ length: availableParallelism() * THREADS_PER_CORE }, async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  new Worker('for (;;);', { eval: true }).once('online', resolve);
  return promise;
});
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => {});
await Promise.all(online);
process.send?.({ kind: 'busy' });
