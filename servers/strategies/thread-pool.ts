import { inlineRunner } from '../runners.ts';
import type { InlineStrategy } from '../strategy.ts';
import { threadExecutor } from '../thread-executor.ts';

export const strategy: InlineStrategy = {
  name: 'thread-pool',
  delivery: 'inline',
  family: 'offloaded',
  summary:
    'Hands the task to a fixed pool of threads (piscina) with a bounded queue. Keeps the loop free and uses all cores; costs a copy of input and output, memory per thread, and refusals when the queue is full.',
  promises: { cancels: 'always', timesOut: 'always', crashTakes: 'job', serverDeath: 'forgets' },
  queue: (workerCount) => ({ kind: 'pool', count: workerCount }),
  open: async (env) => inlineRunner(threadExecutor(env.workerCount), env),
};
