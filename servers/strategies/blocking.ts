import { runTask } from '../run-task.ts';
import type { InlineRunner, InlineStrategy } from '../strategy.ts';

/** Runs the task where the request arrived. Nothing can be stopped or counted: while it runs, no other code does. */
function openRunner(): InlineRunner {
  return {
    // `async` only to fit the interface: the work happens before the promise exists.
    run: async (job) => runTask(job),
    gauges: () => ({ runningCount: 0, queuedCount: 0 }),
    [Symbol.asyncDispose]: async () => {},
  };
}

export const strategy: InlineStrategy = {
  name: 'blocking',
  delivery: 'inline',
  family: 'inline',
  summary:
    'Runs the task inside the request handler. Costs nothing extra and stops every other request until it is done; fine for work under a millisecond.',
  promises: { cancels: 'never', timesOut: 'never', crashTakes: 'server', serverDeath: 'forgets' },
  queue: () => ({ kind: 'loop', count: 1 }),
  open: async () => openRunner(),
};
