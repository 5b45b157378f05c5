import { Worker } from 'node:worker_threads';
import type { Job } from './strategy.ts';
import type { ThreadReply, ThreadRequest } from './task-thread.ts';
import { type WorkerAnswer, workerEnded } from './task-worker.ts';

/** A thread of our own that waits for jobs. */
export function startTaskThread(): Worker {
  const thread = new Worker(new URL('task-thread.ts', import.meta.url));
  // Without a listener, an error in a thread that nobody waits for would end the server.
  thread.on('error', () => {});
  return thread;
}

/**
 * Has a thread run a job. A thread knows no other way to stop than its end, whoever else waits for it: so it must be given
 * one job at a time.
 *
 * @param signal ends the thread
 * @throws {HarnessError} ERR_TASK_FAILED once the thread has ended
 */
export async function askTaskThread(
  thread: Worker,
  { id, taskName, input }: Job,
  signal: AbortSignal,
): Promise<WorkerAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<WorkerAnswer>();
  let error: Error | undefined;
  const hear = (reply: ThreadReply): void => {
    if (reply.id === id) resolve(reply.answer);
  };
  const hearError = (thrown: Error): void => {
    error = thrown;
  };
  const hearExit = (exitCode: number): void =>
    reject(workerEnded('thread', error?.message ?? `exit code ${exitCode}`, error));
  const stop = (): void => void thread.terminate();
  thread.on('message', hear).on('error', hearError).on('exit', hearExit);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const request: ThreadRequest = { id, taskName, input };
  thread.postMessage(request);
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', stop);
    thread.off('message', hear).off('error', hearError).off('exit', hearExit);
  }
}
