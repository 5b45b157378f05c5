import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServerCommand, ServerMessage } from './protocol.ts';
import { startTelemetry } from './telemetry.ts';

/** A worker that has not ended by then is in the middle of a task and is killed. */
const WORKER_STOP_MS = 2_000;

async function stopWorker(worker: Worker): Promise<void> {
  if (worker.isDead()) return;
  const exited = once(worker, 'exit');
  const command: ServerCommand = { kind: 'stop' };
  if (worker.isConnected()) worker.send(command);
  await Promise.race([exited, delay(WORKER_STOP_MS, undefined, { ref: false })]);
  if (worker.isDead()) return;
  worker.process.kill('SIGKILL');
  await exited;
}

/**
 * Starts `processCount` server processes that share one port, and speaks for them. A worker that dies is reported and
 * replaced, until disposed.
 */
export function servePrimary(processCount: number, send: (message: ServerMessage) => void): AsyncDisposable {
  // The default everywhere but on Windows, where the system would choose.
  cluster.schedulingPolicy = cluster.SCHED_RR;
  const workers = new Set<Worker>();
  const readyIds = new Set<number>();
  let isStopping = false;
  let hasFailed = false;

  const hear = (worker: Worker, message: ServerMessage): void => {
    if (message.kind !== 'ready') {
      // All workers fail in the same way; once is enough.
      if (message.kind !== 'failed' || !hasFailed) send(message);
      hasFailed ||= message.kind === 'failed';
      return;
    }
    readyIds.add(worker.process.pid ?? 0);
    if (readyIds.size === processCount) send({ ...message, processIds: [process.pid, ...readyIds] });
  };
  const start = (): void => {
    const worker = cluster.fork();
    workers.add(worker);
    worker.on('message', (message: ServerMessage) => hear(worker, message));
    worker.once('exit', (code, signal) => {
      workers.delete(worker);
      if (isStopping) return;
      const processId = worker.process.pid ?? 0;
      // A worker that dies before it ever served would die again.
      if (!readyIds.has(processId)) {
        if (workers.size === 0) process.exit(2);
        return;
      }
      send({ kind: 'worker-exited', processId, how: signal ?? `exit code ${code}` });
      start();
    });
  };
  for (let index = 0; index < processCount; index += 1) start();
  const telemetry = startTelemetry((sample) => send({ kind: 'telemetry', sample }));

  return {
    [Symbol.asyncDispose]: async () => {
      isStopping = true;
      telemetry[Symbol.dispose]();
      await Promise.all([...workers].map(stopWorker));
    },
  };
}
