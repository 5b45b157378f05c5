import { deferredRunner } from '../runners.ts';
import type { DeferredStrategy } from '../strategy.ts';
import { threadExecutor } from '../thread-executor.ts';
import { strategy as threadPool } from './thread-pool.ts';

const promises = { ...threadPool.promises, serverDeath: 'tells' } as const;

export const strategy: DeferredStrategy = {
  name: 'background-pool',
  delivery: 'deferred',
  family: 'deferred-offloaded',
  summary:
    'Answers 202 at once, and a pool of threads does the work; the client asks for the result later. Keeps the loop free and clients unblocked; costs polling, and what a killed server had accepted is lost, though not in silence.',
  promises,
  queue: (workerCount) => ({ kind: 'pool', count: workerCount }),
  open: async (env) => deferredRunner(threadExecutor(env.workerCount), env, promises),
};
