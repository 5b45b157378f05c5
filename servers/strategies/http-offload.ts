import { httpExecutor } from '../http-executor.ts';
import { inlineRunner } from '../runners.ts';
import type { InlineStrategy } from '../strategy.ts';

export const strategy: InlineStrategy = {
  name: 'http-offload',
  delivery: 'inline',
  family: 'offloaded',
  summary:
    'Passes the task to a second server by HTTP, which has a pool of threads. The work can grow, crash and be deployed apart; costs a hop, a second server to run, and every failure that a network knows.',
  promises: { cancels: 'always', timesOut: 'always', crashTakes: 'job', serverDeath: 'forgets' },
  queue: (workerCount) => ({ kind: 'pool', count: workerCount }),
  open: async (env) => inlineRunner(await httpExecutor(env), env),
};
