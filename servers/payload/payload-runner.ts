import type { Piscina } from 'piscina';
import { type Executor, inlineRunner } from '../runners.ts';
import type { InlineRunner, Job, ServerEnv } from '../strategy.ts';
import type { Json } from '../task.ts';
import { type WorkerAnswer, taskRunOf, workerEnded } from '../task-worker.ts';
import { openThreads } from '../thread-executor.ts';
import { moved } from './moved.ts';
import { type PayloadTask, findPayloadTask } from './payload-task.ts';
import type { AnswerWithBytes, PayloadWork } from './payload-thread.ts';

/** The bytes for one job. Those that are given away are not the server's until the thread gives them back. */
export type Loan =
  | { readonly kind: 'kept'; readonly bytes: Uint8Array }
  | { readonly kind: 'given-away'; readonly bytes: Uint8Array; takeBack(bytes: Uint8Array): void };

export type Lend = (task: PayloadTask, input: Json) => Loan;

const entry = new URL('payload-thread.ts', import.meta.url);

async function ask(threads: Piscina, work: PayloadWork, loan: Loan, signal: AbortSignal): Promise<WorkerAnswer> {
  if (loan.kind === 'kept') return (await threads.run(work, { name: 'answer', signal })) as WorkerAnswer;
  const both = (await threads.run(moved(work), { name: 'answerAndReturn', signal })) as AnswerWithBytes;
  // A thread that was ended took them with it; then the next loan makes new ones.
  loan.takeBack(both.bytes);
  return both.answer;
}

function payloadExecutor(lend: Lend, threadCount: number): Executor {
  const threads = openThreads(entry, threadCount);
  return {
    execute: async ({ taskName, input }, signal) => {
      const loan = lend(findPayloadTask(taskName), input);
      let answer: WorkerAnswer;
      try {
        answer = await ask(threads, { taskName, input, bytes: loan.bytes }, loan, signal);
      } catch (cause) {
        throw workerEnded('thread', cause instanceof Error ? cause.message : String(cause), cause);
      }
      return taskRunOf(answer);
    },
    threads: () => threads.threads,
    [Symbol.asyncDispose]: async () => threads.destroy(),
  };
}

/**
 * A pool of threads that are sent the bytes with each job. The server holds the bytes, as it would a picture, an index or
 * a table that it has loaded: only the way of the bytes differs.
 */
export function payloadRunner(lend: Lend, env: ServerEnv): InlineRunner {
  const runner = inlineRunner(payloadExecutor(lend, env.workerCount), env);
  return {
    ...runner,
    run: async (job: Job, signal) => {
      // Before it takes a place in the queue.
      findPayloadTask(job.taskName);
      return runner.run(job, signal);
    },
  };
}
