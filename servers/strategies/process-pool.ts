import { processPoolExecutor } from '../process-pool-executor.ts';
import { inlineRunner } from '../runners.ts';
import type { InlineStrategy } from '../strategy.ts';

export const strategy: InlineStrategy = {
  name: 'process-pool',
  delivery: 'inline',
  family: 'offloaded',
  summary:
    'Hands the task to a fixed pool of processes (workerpool) with a bounded queue. As fast as threads, and neither a crash nor a full memory reaches the server; costs a process of memory per worker and JSON both ways.',
  promises: { cancels: 'always', timesOut: 'always', crashTakes: 'job', serverDeath: 'forgets' },
  queue: (workerCount) => ({ kind: 'pool', count: workerCount }),
  open: async (env) => inlineRunner(await processPoolExecutor(env.workerCount), env),
};
