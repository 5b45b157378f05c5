import process from 'node:process';
import { worker, workerEmit } from 'workerpool';
import answer, { type Work, type WorkerAnswer } from './task-worker.ts';
import { SAMPLE_PERIOD_MS, type TelemetrySample, nowMs, sampleSelf } from './telemetry.ts';

/** A pool process says which one it is, and from time to time how it is. */
export interface PoolProcessState {
  readonly processId: number;
  readonly sample?: TelemetrySample;
}
export interface PoolProcessAnswer extends PoolProcessState {
  readonly answer: WorkerAnswer;
}

let sampledAtMs = -Infinity;

/** With a sample when the last one is old enough: to read memory costs as much as a tiny task. */
function state(): PoolProcessState {
  const { pid: processId } = process;
  if (nowMs() - sampledAtMs < SAMPLE_PERIOD_MS / 2) return { processId };
  const sample = sampleSelf();
  sampledAtMs = sample.atMs;
  return { processId, sample };
}

/** What workerpool calls by name in a pool process. */
export const methods = {
  /** Answered when the process is ready. */
  greet: (): PoolProcessState => state(),
  /** Says that it has begun before it does: only then is it known which process has the job. */
  answer(work: Work): PoolProcessAnswer {
    workerEmit(state());
    const answered = answer(work);
    return { ...state(), answer: answered };
  },
};

worker(methods);
// Ctrl-C reaches every process of a terminal; a child is ended by its parent, in the parent's order.
process.on('SIGINT', () => {});
