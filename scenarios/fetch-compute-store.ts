import { neighbours } from './neighbours.ts';
import type { Scenario } from './scenario.ts';

/** The scenario `neighbours`, but for where the input comes from and the output goes to. */
export const fetchComputeStore: Scenario = {
  ...neighbours,
  name: 'fetch-compute-store',
  question:
    'A handler awaits a database, computes, and awaits the database again: do the two awaits let other requests pass?',
  expect:
    'They do not help. The database is asynchronous and takes a fraction of a millisecond; the work between the awaits still stops the loop, also for the answers of the database. Only where the work itself is elsewhere does nobody wait.',
  strategies: ['blocking', 'async-cpu', 'background', 'thread-pool', 'process-pool', 'job-queue'],
  streams: neighbours.streams.map((stream) =>
    stream.ask.kind === 'task' ? { ...stream, ask: { ...stream.ask, rowKey: 'measured' } } : stream,
  ),
};
