import { freshProcessExecutor } from '../fresh-process-executor.ts';
import { inlineRunner } from '../runners.ts';
import type { InlineStrategy } from '../strategy.ts';

export const strategy: InlineStrategy = {
  name: 'process-per-request',
  delivery: 'inline',
  family: 'offloaded',
  summary:
    'Forks a new process for each task, at most --workers at once. Shares nothing, not even a crash; costs the start of Node and its imports every time, more than most tasks. For rare tasks of many seconds.',
  promises: { cancels: 'always', timesOut: 'always', crashTakes: 'job', serverDeath: 'forgets' },
  queue: (workerCount) => ({ kind: 'pool', count: workerCount }),
  open: async (env) => inlineRunner(freshProcessExecutor(), env),
};
