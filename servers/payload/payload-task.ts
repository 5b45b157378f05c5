import { HarnessError } from '../errors.ts';
import { findTask } from '../run-task.ts';
import type { Job, TaskRun } from '../strategy.ts';
import type { Task } from '../task.ts';
import { taskFailure } from '../task-failure.ts';
import { tasks } from '../tasks/list.ts';
import { nowMs } from '../telemetry.ts';

/** A task that works on bytes which somebody holds. */
export type PayloadTask = Task & Required<Pick<Task, 'payload'>>;

export const hasPayload = (task: Task): task is PayloadTask => task.payload !== undefined;

/** @throws {HarnessError} ERR_TASK_UNSUPPORTED, ERR_TASK_UNKNOWN */
export function findPayloadTask(taskName: string): PayloadTask {
  const task = findTask(taskName);
  if (hasPayload(task)) return task;
  const names = tasks.filter(hasPayload).map(({ name }) => name);
  throw new HarnessError(
    'ERR_TASK_UNSUPPORTED',
    `Cannot do ${taskName} as only tasks with data have something to move. There are: ${names.join(', ')}`,
  );
}

/**
 * Runs a task on the thread that calls, on bytes that it was given.
 *
 * @throws {HarnessError} ERR_TASK_FAILED when the task throws
 */
export function runOnBytes({ taskName, input }: Pick<Job, 'taskName' | 'input'>, bytes: Uint8Array): TaskRun {
  const { payload } = findPayloadTask(taskName);
  try {
    const startedAtMs = nowMs();
    const output = payload.run(input, bytes);
    return { output, startedAtMs, finishedAtMs: nowMs() };
  } catch (cause) {
    throw taskFailure(taskName, cause);
  }
}
