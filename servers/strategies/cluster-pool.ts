import { inlineRunner } from '../runners.ts';
import type { InlineStrategy, ServerEnv } from '../strategy.ts';
import { tellProcess } from '../tell-process.ts';
import { threadExecutor } from '../thread-executor.ts';

/** Processes know nothing of each other's queues, so each bounds its share; rounded up, so that a small limit is not none. */
const shareOf = ({ queueLimitCount, workerCount, ...env }: ServerEnv): ServerEnv => ({
  ...env,
  workerCount: 1,
  queueLimitCount: Math.ceil(queueLimitCount / workerCount),
});

export const strategy: InlineStrategy = {
  name: 'cluster-pool',
  delivery: 'inline',
  family: 'replicated',
  summary:
    'Starts one server process per worker, each with a pool of one thread, as in production. Loops stay free and a dead process is replaced; costs memory, and a queue per process: a job may wait at one while another is idle.',
  promises: { cancels: 'always', timesOut: 'always', crashTakes: 'job', serverDeath: 'forgets' },
  processCount: (workerCount) => workerCount,
  // No queue model: theory has none for queues of their own behind loops that stay free.
  open: async (env) => ({ ...inlineRunner(threadExecutor(1), shareOf(env)), attach: tellProcess }),
};
