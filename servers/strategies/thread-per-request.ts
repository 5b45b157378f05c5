import { freshThreadExecutor } from '../fresh-thread-executor.ts';
import { inlineRunner } from '../runners.ts';
import type { InlineStrategy } from '../strategy.ts';

export const strategy: InlineStrategy = {
  name: 'thread-per-request',
  delivery: 'inline',
  family: 'offloaded',
  summary:
    'Starts a new thread for each task, at most --workers at once. Keeps the loop free and shares nothing between tasks; costs the start of a thread and its imports every time. For rare tasks of seconds.',
  promises: { cancels: 'always', timesOut: 'always', crashTakes: 'job', serverDeath: 'forgets' },
  queue: (workerCount) => ({ kind: 'pool', count: workerCount }),
  open: async (env) => inlineRunner(freshThreadExecutor(), env),
};
