import { HarnessError } from './errors.ts';

/** What a task threw, as that job's failure. */
export function taskFailure(taskName: string, cause: unknown): HarnessError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new HarnessError('ERR_TASK_FAILED', `The task ${taskName} failed: ${reason}`, { cause });
}
