import { HeldBytes } from '../payload/held-bytes.ts';
import { payloadRunner } from '../payload/payload-runner.ts';
import { hasPayload } from '../payload/payload-task.ts';
import type { InlineStrategy } from '../strategy.ts';
import { strategy as threadPool } from './thread-pool.ts';

export const strategy: InlineStrategy = {
  name: 'thread-pool-clone',
  delivery: 'inline',
  family: 'offloaded',
  summary:
    'Sends its data with each task to a pool of threads, as postMessage does by default: by a copy, on the loop, and another in the thread. Nobody shares anything; but tens of MB hold the loop like a task of their own. For data of some kB.',
  promises: threadPool.promises,
  // No queue model: whoever waits, waits for copies on the loop as well as for a thread.
  supports: hasPayload,
  open: async (env) => {
    const held = new HeldBytes();
    return payloadRunner(({ payload }, input) => ({ kind: 'kept', bytes: held.of(payload, input) }), env);
  },
};
