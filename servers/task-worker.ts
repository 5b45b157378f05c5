import { type ErrorReport, HarnessError, errorReport } from './errors.ts';
import { runTask } from './run-task.ts';
import type { Job, TaskRun } from './strategy.ts';

/** What of a job crosses to the thread or process that runs it. */
export type Work = Pick<Job, 'taskName' | 'input'>;

/** Errors cross as data: an instance would arrive on the other side without its class, code and status. */
export type WorkerAnswer = ({ readonly kind: 'done' } & TaskRun) | ({ readonly kind: 'failed' } & ErrorReport);

/** What a pool thread runs. */
export default function answer(work: Work): WorkerAnswer {
  try {
    return { kind: 'done', ...runTask(work) };
  } catch (thrown) {
    return { kind: 'failed', ...errorReport(thrown, 'ERR_TASK_FAILED') };
  }
}

/** An answer, on the side that asked. @throws {HarnessError} what the task threw */
export function taskRunOf(answered: WorkerAnswer): TaskRun {
  if (answered.kind === 'failed') throw new HarnessError(answered.code, answered.message);
  return answered;
}

/** The failure of the one job whose thread or process is gone. @param how it ended, in words */
export const workerEnded = (what: 'thread' | 'process', how: string, cause?: unknown): HarnessError =>
  new HarnessError('ERR_TASK_FAILED', `The ${what} that ran the task ended: ${how}`, { cause });

/** Why a job fails that its executor ends, or never begins, as it is being disposed. */
export const serverStopping = (): HarnessError =>
  new HarnessError('ERR_TASK_FAILED', 'The task was stopped as its server is stopping');
