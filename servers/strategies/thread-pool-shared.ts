import { HeldBytes } from '../payload/held-bytes.ts';
import { payloadRunner } from '../payload/payload-runner.ts';
import { hasPayload } from '../payload/payload-task.ts';
import type { InlineStrategy } from '../strategy.ts';
import { strategy as threadPool } from './thread-pool.ts';

export const strategy: InlineStrategy = {
  ...threadPool,
  name: 'thread-pool-shared',
  summary:
    'Puts its data into shared memory once (SharedArrayBuffer), where all threads of the pool read it. Nothing is moved or copied, and it is in memory once; but only plain bytes can be shared, and whoever writes needs Atomics. For large data that many tasks read.',
  supports: hasPayload,
  open: async (env) => {
    const held = new HeldBytes((byteCount) => new SharedArrayBuffer(byteCount));
    return payloadRunner(({ payload }, input) => ({ kind: 'kept', bytes: held.of(payload, input) }), env);
  },
};
