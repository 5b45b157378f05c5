import { parentPort } from 'node:worker_threads';
import answer, { type Work, type WorkerAnswer } from './task-worker.ts';

/** What a thread of our own is asked, and what it says. The id tells which answer is for which job. */
export interface ThreadRequest extends Work {
  readonly id: string;
}
export interface ThreadReply {
  readonly id: string;
  readonly answer: WorkerAnswer;
}

// A thread's entry: it runs what it is sent, one after the other, until it is ended.
parentPort?.on('message', ({ id, ...work }: ThreadRequest) => {
  const reply: ThreadReply = { id, answer: answer(work) };
  parentPort?.postMessage(reply);
});
