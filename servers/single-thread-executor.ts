import type { Worker } from 'node:worker_threads';
import type { Executor } from './runners.ts';
import { askTaskThread, startTaskThread } from './task-thread-call.ts';
import { serverStopping, taskRunOf } from './task-worker.ts';

/**
 * One thread that lives as long as the server, and is replaced when it had to be ended or died. It must be given one job
 * at a time: what waits in its own mailbox could neither be bounded nor cancelled.
 */
export function singleThreadExecutor(): Executor {
  const closing = new AbortController();
  let thread: Worker | undefined;
  const start = (): Worker => {
    const started = startTaskThread();
    started.once('exit', () => {
      if (thread === started) thread = undefined;
    });
    return started;
  };
  thread = start();
  return {
    execute: async (job, signal) => {
      closing.signal.throwIfAborted();
      thread ??= start();
      try {
        return taskRunOf(await askTaskThread(thread, job, AbortSignal.any([signal, closing.signal])));
      } finally {
        // At once and not with the next job, which would wait for its start.
        if (!closing.signal.aborted) thread ??= start();
      }
    },
    threads: () => (thread === undefined ? [] : [thread]),
    [Symbol.asyncDispose]: async () => {
      closing.abort(serverStopping());
      await thread?.terminate();
    },
  };
}
