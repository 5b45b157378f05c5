import cluster, { type Worker } from 'node:cluster';
import process from 'node:process';
import type { ReadyMessage } from './listen.ts';
import { keepSharedMap } from './shared-map.ts';

const isReady = (message: unknown): message is ReadyMessage =>
  typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'ready';

/** @returns the port that it shares with the others */
async function untilReady(worker: Worker): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  worker.on('message', (message: unknown) => {
    if (isReady(message)) resolve(message.port);
  });
  return promise;
}

/**
 * For the primary of a node:cluster. Each worker is a process of its own that runs the same file from its first line on, with
 * cluster.isPrimary false. All of them listen on one port: the primary takes each new connection and deals it to the next
 * worker, where it stays. When one ends, all end: nothing here hides a crash.
 */
export async function startWorkers(workerCount: number): Promise<void> {
  // The default everywhere but on Windows, where the system would choose.
  cluster.schedulingPolicy = cluster.SCHED_RR;
  const workers = Array.from({ length: workerCount }, () => cluster.fork());
  keepSharedMap(workers);
  for (const worker of workers)
    worker.once('exit', (code, signal) => {
      process.stderr.write(`Worker ${worker.id} ended: ${signal ?? `exit code ${code}`}\n`, () => process.exit(1));
    });
  process.on('disconnect', () => process.exit(0));
  const [port = 0] = await Promise.all(workers.map(untilReady));
  if (process.send === undefined)
    process.stdout.write(`${workerCount} workers listen on http://127.0.0.1:${port}. Ctrl-C ends them.\n`);
  else process.send({ kind: 'ready', port } satisfies ReadyMessage);
}
