import { inlineRunner } from '../runners.ts';
import { singleThreadExecutor } from '../single-thread-executor.ts';
import type { InlineStrategy } from '../strategy.ts';

export const strategy: InlineStrategy = {
  name: 'single-thread',
  delivery: 'inline',
  family: 'offloaded',
  summary:
    'Hands every task to one long-lived thread, whatever --workers says. Keeps the loop free with a few lines of code; costs a queue behind one core, and a new thread whenever a task has to be stopped. For rare heavy work.',
  promises: { cancels: 'always', timesOut: 'always', crashTakes: 'job', serverDeath: 'forgets' },
  queue: () => ({ kind: 'pool', count: 1 }),
  open: async (env) => inlineRunner(singleThreadExecutor(), env, 1),
};
