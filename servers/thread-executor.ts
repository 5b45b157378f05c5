import { Piscina } from 'piscina';
import type { Executor } from './runners.ts';
import { type WorkerAnswer, taskRunOf, workerEnded } from './task-worker.ts';

/** A fixed number of threads, kept by piscina. @param entry what they run: see piscina's `filename` */
export const openThreads = (entry: URL, threadCount: number): Piscina =>
  new Piscina({
    filename: entry.href,
    minThreads: threadCount,
    maxThreads: threadCount,
    // Idle threads otherwise sleep inside Atomics.wait, where their loop reads as busy for ever.
    atomics: 'disabled',
  });

/** Runs tasks in such threads. It is never given more work than it has threads: the queue stands in front of it. */
export function threadExecutor(threadCount: number): Executor {
  const pool = openThreads(new URL('task-worker.ts', import.meta.url), threadCount);
  return {
    execute: async ({ taskName, input }, signal) => {
      let answer: WorkerAnswer;
      try {
        // An aborted task's thread is ended and replaced.
        answer = (await pool.run({ taskName, input }, { signal })) as WorkerAnswer;
      } catch (cause) {
        throw workerEnded('thread', cause instanceof Error ? cause.message : String(cause), cause);
      }
      return taskRunOf(answer);
    },
    threads: () => pool.threads,
    // destroy() ends running threads at once; close() would wait for a task that nobody may be waiting for any more.
    [Symbol.asyncDispose]: async () => pool.destroy(),
  };
}
