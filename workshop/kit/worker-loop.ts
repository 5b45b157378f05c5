import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';

/** Between two jobs, and between two looks at an empty queue. */
const PAUSE_MS = 20;

/**
 * Calls `next` again and again, with a short pause in between, until the process is ended. Says first that it is ready, to
 * the process that started this one, or to you.
 */
export async function runWorker(next: () => Promise<void>): Promise<never> {
  if (process.send === undefined) process.stdout.write('Working. Ctrl-C ends it.\n');
  process.send?.({ kind: 'ready' });
  process.on('disconnect', () => process.exit(0));
  for (;;) {
    await next();
    await delay(PAUSE_MS);
  }
}
