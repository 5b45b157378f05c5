import { HarnessError } from './errors.ts';
import type { Job } from './strategy.ts';
import type { Json, Task } from './task.ts';
import { taskByName } from './tasks/list.ts';

/** @throws {HarnessError} ERR_TASK_UNKNOWN */
export function findTask(taskName: string): Task {
  const task = taskByName.get(taskName);
  if (task !== undefined) return task;
  const names = [...taskByName.keys()].join(', ');
  throw new HarnessError('ERR_TASK_UNKNOWN', `No task is called "${taskName}". There are: ${names}`);
}

/**
 * Runs a job's task to completion on the thread that calls.
 *
 * @throws {HarnessError} ERR_TASK_FAILED when the task throws
 */
export function runTask(job: Pick<Job, 'taskName' | 'input'>): Json {
  const task = findTask(job.taskName);
  try {
    return task.run(job.input);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new HarnessError('ERR_TASK_FAILED', `The task ${job.taskName} failed: ${reason}`, { cause });
  }
}
