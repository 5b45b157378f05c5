import process from 'node:process';
import { HarnessError } from '../errors.ts';
import { findTask } from '../run-task.ts';
import { type Executor, inlineRunner } from '../runners.ts';
import type { InlineRunner, InlineStrategy, Job, ServerEnv, TaskRun } from '../strategy.ts';
import type { Task } from '../task.ts';
import { taskFailure } from '../task-failure.ts';
import { tasks } from '../tasks/list.ts';
import { nowMs } from '../telemetry.ts';

/** What libuv starts, on any machine, unless it is told another number. Files are read and names looked up by the same threads. */
const LIBUV_THREAD_COUNT = '4';

/** Never more than libuv has threads: they would wait inside it, unseen and counted as running. */
function slotCountOf(workerCount: number): number {
  const { UV_THREADPOOL_SIZE: text = LIBUV_THREAD_COUNT } = process.env;
  // Like libuv, which takes what is no number for none, and none for one.
  return Math.min(workerCount, Math.max(1, Math.trunc(Number(text)) || 1));
}

type NativeTask = Task & Required<Pick<Task, 'native'>>;

const hasNative = (task: Task): task is NativeTask => task.native !== undefined;

/** @throws {HarnessError} ERR_TASK_UNSUPPORTED, ERR_TASK_UNKNOWN */
function findNative(taskName: string): NativeTask {
  const task = findTask(taskName);
  if (hasNative(task)) return task;
  const names = tasks.filter(hasNative).map(({ name }) => name);
  throw new HarnessError(
    'ERR_TASK_UNSUPPORTED',
    `Cannot do ${taskName} as native needs a task that the platform can run off the loop by itself. There are: ${names.join(', ')}`,
  );
}

async function runNative({ taskName, input }: Job): Promise<TaskRun> {
  const task = findNative(taskName);
  try {
    const startedAtMs = nowMs();
    const output = await task.native(input);
    return { output, startedAtMs, finishedAtMs: nowMs() };
  } catch (cause) {
    throw taskFailure(taskName, cause);
  }
}

/** The platform's own threads stop for nobody, and end with the process. */
const platformExecutor = (): Executor => ({ execute: runNative, [Symbol.asyncDispose]: async () => {} });

function openRunner(env: ServerEnv): InlineRunner {
  const runner = inlineRunner(platformExecutor(), env, slotCountOf(env.workerCount));
  return {
    ...runner,
    run: async (job, signal) => {
      // Before it takes a place in the queue.
      findNative(job.taskName);
      return runner.run(job, signal);
    },
  };
}

export const strategy: InlineStrategy = {
  name: 'native',
  delivery: 'inline',
  family: 'inline',
  summary:
    'Calls the form of the task that Node itself runs on the threads of libuv (crypto, zlib). Keeps the loop free at no cost; but few tasks have one, the threads are 4 unless UV_THREADPOOL_SIZE says otherwise, and file access waits for the same ones.',
  promises: { cancels: 'while-queued', timesOut: 'never', crashTakes: 'server', serverDeath: 'forgets' },
  queue: (workerCount) => ({ kind: 'pool', count: slotCountOf(workerCount) }),
  supports: hasNative,
  open: async (env) => openRunner(env),
};
