import { errorReport } from '../errors.ts';
import type { Work, WorkerAnswer } from '../task-worker.ts';
import { moved } from './moved.ts';
import { runOnBytes } from './payload-task.ts';

/** What crosses to the thread: the job, and the bytes as they were sent. */
export interface PayloadWork extends Work {
  readonly bytes: Uint8Array;
}

/** What crosses back from a thread that was given the bytes for good. */
export interface AnswerWithBytes {
  readonly answer: WorkerAnswer;
  readonly bytes: Uint8Array;
}

/** For bytes that the sender still has. */
export function answer({ bytes, ...work }: PayloadWork): WorkerAnswer {
  try {
    return { kind: 'done', ...runOnBytes(work, bytes) };
  } catch (thrown) {
    return { kind: 'failed', ...errorReport(thrown, 'ERR_TASK_FAILED') };
  }
}

/** For bytes that the sender gave away: they go back with the answer, moved and not copied. */
export function answerAndReturn(work: PayloadWork): unknown {
  const both: AnswerWithBytes = { answer: answer(work), bytes: work.bytes };
  return moved(both);
}
