import { inlineRunner } from '../runners.ts';
import type { InlineStrategy } from '../strategy.ts';
import { turnExecutor } from '../turns.ts';

/**
 * Jobs that take turns; the others wait in the queue. No matter of workers, as one loop has one core on any machine.
 * More would all be late together, the sooner over the time limit, which goes by the clock: four of the longest task
 * there is take 15 s. Fewer, and a small job waits for the end of a large one.
 */
const SLOT_COUNT = 4;

export const strategy: InlineStrategy = {
  name: 'yielding',
  delivery: 'inline',
  family: 'inline',
  summary:
    'Cuts the task into slices and lets the event loop turn every 5 ms, for all jobs together. Neighbours wait some milliseconds and no thread is needed, but it has one core, and a task without slices (json-roundtrip, password-hash) still blocks.',
  promises: { cancels: 'between-slices', timesOut: 'between-slices', crashTakes: 'server', serverDeath: 'forgets' },
  // No queue model: jobs share the loop instead of waiting in line, and neighbours wait for a turn, not for a task.
  open: async (env) => inlineRunner(turnExecutor(), env, SLOT_COUNT),
};
