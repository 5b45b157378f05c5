import type { InlineStrategy } from '../strategy.ts';
import { tellProcess } from '../tell-process.ts';
import { strategy as blocking } from './blocking.ts';

export const strategy: InlineStrategy = {
  ...blocking,
  name: 'cluster',
  family: 'replicated',
  summary:
    'Starts one server process per core, each of them blocking. Uses all cores, but a connection is stuck to its process: neighbours who share a busy one wait as long as ever.',
  promises: { ...blocking.promises, crashTakes: 'server-process' },
  processCount: (workerCount) => workerCount,
  queue: (workerCount) => ({ kind: 'loop', count: workerCount }),
  open: async (env) => ({ ...(await blocking.open(env)), attach: tellProcess }),
};
