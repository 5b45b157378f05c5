import { neighbours } from './neighbours.ts';
import type { Scenario } from './scenario.ts';

/**
 * The server holds a picture of 32 MB, and each request asks for something about it: whether it is copied to a thread,
 * given away and given back, or shared, is all that differs. The smaller the work, the more that is.
 */
export const bigPayload: Scenario = {
  ...neighbours,
  name: 'big-payload',
  question: 'When each task works on 32 MB that the server holds, what does it cost to get them to a thread?',
  expect:
    'Copying costs more than the work: clone gets less done than blocking, on twice the cores, and its neighbours wait for copies. Moving and sharing cost next to nothing; they differ in memory, and in who may use the data meanwhile.',
  strategies: ['blocking', 'thread-pool-clone', 'thread-pool-transfer', 'thread-pool-shared'],
  streams: neighbours.streams.map((stream) =>
    stream.ask.kind === 'task' ? { ...stream, ask: { kind: 'task', taskName: 'auto-levels', input: null } } : stream,
  ),
};
