import type { Strategy } from '../strategy.ts';
import { strategy as blocking } from './blocking.ts';

export const strategy: Strategy = {
  ...blocking,
  name: 'cluster',
  summary:
    'Starts one server process per core, each of them blocking. Uses all cores, but a connection is stuck to its process: neighbours who share a busy one wait as long as ever.',
  processCount: (workerCount) => workerCount,
  queue: (workerCount) => ({ kind: 'loop', count: workerCount }),
};
