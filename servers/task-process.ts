import process from 'node:process';
import answer, { type Work, type WorkerAnswer } from './task-worker.ts';
import { type TelemetrySample, sampleSelf } from './telemetry.ts';

/** What a process for one job says of itself. */
export type TaskProcessMessage =
  | { readonly kind: 'begun'; readonly sample: TelemetrySample }
  | { readonly kind: 'answered'; readonly sample: TelemetrySample; readonly answer: WorkerAnswer };

const tell = (message: TaskProcessMessage): void => {
  // The parent may be gone; then there is nobody to tell.
  if (process.connected) process.send?.(message, undefined, {}, () => {});
};

// A process's entry: it runs what it is sent, and ends when its parent wants it to or is gone.
process.on('message', (work: Work) => {
  tell({ kind: 'begun', sample: sampleSelf() });
  const answered = answer(work);
  tell({ kind: 'answered', sample: sampleSelf(), answer: answered });
});
process.on('disconnect', () => process.exit());
// Ctrl-C reaches every process of a terminal; a child is ended by its parent, in the parent's order.
process.on('SIGINT', () => {});
