import type { Worker } from 'node:worker_threads';
import type { Executor } from './runners.ts';
import { askTaskThread, startTaskThread } from './task-thread-call.ts';
import { serverStopping, taskRunOf } from './task-worker.ts';

/** A new thread for each job, ended with it. It does not tell of its threads: they are gone before they could be sampled twice. */
export function freshThreadExecutor(): Executor {
  const closing = new AbortController();
  const threads = new Set<Worker>();
  return {
    execute: async (job, signal) => {
      closing.signal.throwIfAborted();
      const thread = startTaskThread();
      threads.add(thread);
      thread.once('exit', () => threads.delete(thread));
      try {
        return taskRunOf(await askTaskThread(thread, job, AbortSignal.any([signal, closing.signal])));
      } finally {
        // The client need not wait for the thread's end.
        void thread.terminate();
      }
    },
    [Symbol.asyncDispose]: async () => {
      closing.abort(serverStopping());
      await Promise.all([...threads].map(async (thread) => thread.terminate()));
    },
  };
}
