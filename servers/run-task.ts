import { HarnessError } from './errors.ts';
import type { Job, TaskRun } from './strategy.ts';
import { taskFailure } from './task-failure.ts';
import type { Task } from './task.ts';
import { taskByName } from './tasks/list.ts';
import { nowMs } from './telemetry.ts';

/** @throws {HarnessError} ERR_TASK_UNKNOWN */
export function findTask(taskName: string): Task {
  const task = taskByName.get(taskName);
  if (task !== undefined) return task;
  const names = [...taskByName.keys()].join(', ');
  throw new HarnessError('ERR_TASK_UNKNOWN', `No task is called "${taskName}". There are: ${names}`);
}

/**
 * Runs a job's task to completion on the thread that calls, and says when it began and was done.
 *
 * @throws {HarnessError} ERR_TASK_FAILED when the task throws
 */
export function runTask(job: Pick<Job, 'taskName' | 'input'>): TaskRun {
  const task = findTask(job.taskName);
  try {
    const startedAtMs = nowMs();
    const output = task.run(job.input);
    return { output, startedAtMs, finishedAtMs: nowMs() };
  } catch (cause) {
    throw taskFailure(job.taskName, cause);
  }
}
