import { Piscina } from 'piscina';
import { HarnessError } from '../errors.ts';
import type { Job, Runner, ServerEnv, Strategy, TaskRun } from '../strategy.ts';
import type { WorkerAnswer } from '../task-worker.ts';

function openPool(workerCount: number): Piscina {
  return new Piscina({
    filename: new URL('../task-worker.ts', import.meta.url).href,
    minThreads: workerCount,
    maxThreads: workerCount,
    // Idle threads otherwise sleep inside Atomics.wait, where their loop reads as busy for ever.
    atomics: 'disabled',
  });
}

function named(thrown: unknown, signal: AbortSignal): HarnessError {
  if (signal.aborted) {
    return new HarnessError('ERR_CLIENT_LEFT', 'The client left before its task was done', { cause: thrown });
  }
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new HarnessError('ERR_TASK_FAILED', `The thread that ran the task ended: ${reason}`, { cause: thrown });
}

async function open({ workerCount, queueLimitCount }: ServerEnv): Promise<Runner> {
  const pool = openPool(workerCount);
  let pendingCount = 0;

  const run = async ({ taskName, input }: Job, signal: AbortSignal): Promise<TaskRun> => {
    // Counted here: piscina 5.3.2 keeps tasks with a signal in a second queue (its issue 899) that maxQueue does not bound.
    if (pendingCount >= workerCount + queueLimitCount) {
      throw new HarnessError(
        'ERR_QUEUE_FULL',
        `Cannot accept the task as at most ${queueLimitCount} may wait for a thread, and as many do`,
      );
    }
    pendingCount += 1;
    let answer: WorkerAnswer;
    try {
      answer = (await pool.run({ taskName, input }, { signal })) as WorkerAnswer;
    } catch (thrown) {
      throw named(thrown, signal);
    } finally {
      pendingCount -= 1;
    }
    if (answer.kind === 'failed') throw new HarnessError(answer.code, answer.message);
    return answer;
  };

  return {
    run,
    gauges: () => ({
      runningCount: Math.min(pendingCount, workerCount),
      queuedCount: Math.max(0, pendingCount - workerCount),
    }),
    threads: () => pool.threads,
    // destroy() ends running threads at once; close() would wait for a task that nobody may be waiting for any more.
    [Symbol.asyncDispose]: async () => pool.destroy(),
  };
}

export const strategy: Strategy = {
  name: 'thread-pool',
  summary:
    'Hands the task to a fixed pool of threads (piscina) with a bounded queue. Keeps the loop free and uses all cores; costs a copy of input and output, memory per thread, and refusals when the queue is full.',
  queue: (workerCount) => ({ kind: 'pool', count: workerCount }),
  open,
};
