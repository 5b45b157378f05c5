import { type ErrorReport, errorReport } from './errors.ts';
import { runTask } from './run-task.ts';
import type { TaskRun } from './strategy.ts';
import type { Json } from './task.ts';

/** Errors cross as data: an instance would arrive on the other side without its class, code and status. */
export type WorkerAnswer = ({ readonly kind: 'done' } & TaskRun) | ({ readonly kind: 'failed' } & ErrorReport);

/** What a pool thread runs. */
export default function answer(work: { readonly taskName: string; readonly input: Json }): WorkerAnswer {
  try {
    return { kind: 'done', ...runTask(work) };
  } catch (thrown) {
    return { kind: 'failed', ...errorReport(thrown, 'ERR_TASK_FAILED') };
  }
}
