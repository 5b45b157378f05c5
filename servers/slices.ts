import { findTask, runTask } from './run-task.ts';
import type { Job, TaskRun } from './strategy.ts';
import { taskFailure } from './task-failure.ts';
import { nowMs } from './telemetry.ts';

/**
 * A job's work, one slice for each `next()`; nothing begins before the first. A task without `steps` is a single slice.
 *
 * @throws {HarnessError} from `next()`: ERR_TASK_FAILED when the task throws, ERR_TASK_UNKNOWN
 */
export function* slicesOf(job: Pick<Job, 'taskName' | 'input'>): Generator<void, TaskRun> {
  const task = findTask(job.taskName);
  if (task.steps === undefined) return runTask(job);
  try {
    const startedAtMs = nowMs();
    const steps = task.steps(job.input);
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done === true) return { output: step.value, startedAtMs, finishedAtMs: nowMs() };
      yield;
    }
  } catch (cause) {
    throw taskFailure(job.taskName, cause);
  }
}
