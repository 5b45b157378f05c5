import { runTask } from '../run-task.ts';
import { type Executor, deferredRunner } from '../runners.ts';
import type { DeferredStrategy, Promises } from '../strategy.ts';

const promises: Promises = { cancels: 'while-queued', timesOut: 'never', crashTakes: 'server', serverDeath: 'tells' };

/** The same event loop that answers requests, a moment later. */
const loopExecutor = (): Executor => ({
  execute: async (job) => runTask(job),
  [Symbol.asyncDispose]: async () => {},
});

export const strategy: DeferredStrategy = {
  name: 'background',
  delivery: 'deferred',
  family: 'deferred',
  summary:
    'Answers 202 at once and does the work after the reply, on the same event loop. The client is free early, everybody else waits as with blocking; only for work under a millisecond.',
  promises,
  queue: () => ({ kind: 'loop', count: 1 }),
  open: async (env) => deferredRunner(loopExecutor(), env, { slotCount: 1, cancels: promises.cancels }),
};
