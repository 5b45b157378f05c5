import { PassedBytes } from '../payload/passed-bytes.ts';
import { payloadRunner } from '../payload/payload-runner.ts';
import { hasPayload } from '../payload/payload-task.ts';
import type { InlineStrategy } from '../strategy.ts';
import { strategy as threadPool } from './thread-pool.ts';

/**
 * Both sides pay a little all the same. V8 reads bytes some 15 % slower in a thread that has ever given any away (auto-levels
 * 25 to 30 ms of CPU), as it must look each time whether they are still there. And what comes back counts as new memory: from
 * 64 MB on it collects garbage each time, 20 to 90 ms of the loop. Measured on a 2-core AMD EPYC, Node 26.10.
 */
export const strategy: InlineStrategy = {
  ...threadPool,
  name: 'thread-pool-transfer',
  summary:
    'Gives its data away with each task instead of copying it (transferList), and gets it back with the answer. Takes no time, but nobody else can use it meanwhile: one copy in memory per worker, and a thread that is stopped takes its copy along. For data that one task at a time needs, such as an upload.',
  supports: hasPayload,
  open: async (env) => {
    const passed = new PassedBytes();
    return payloadRunner((task, input) => passed.lend(task, input), env);
  },
};
