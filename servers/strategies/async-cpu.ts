import { runTask } from '../run-task.ts';
import type { InlineRunner, InlineStrategy, Job, TaskRun } from '../strategy.ts';

/** Everything people add in the hope that it yields: an async function, awaited promises, a promise chain. None lets the loop turn. */
async function runHopefully(job: Job): Promise<TaskRun> {
  const checked = await Promise.resolve(job);
  return Promise.resolve(checked)
    .then((ready) => new Promise<TaskRun>((resolve) => resolve(runTask(ready))))
    .then(async (done) => done);
}

function openRunner(): InlineRunner {
  return {
    run: runHopefully,
    gauges: () => ({ runningCount: 0, queuedCount: 0 }),
    [Symbol.asyncDispose]: async () => {},
  };
}

export const strategy: InlineStrategy = {
  name: 'async-cpu',
  delivery: 'inline',
  family: 'inline',
  summary:
    'Wraps the same work in async functions, awaits and promises. Blocks exactly like blocking, as none of them lets the event loop turn; never a cure for CPU work.',
  promises: { cancels: 'never', timesOut: 'never', crashTakes: 'server', serverDeath: 'forgets' },
  queue: () => ({ kind: 'loop', count: 1 }),
  open: async () => openRunner(),
};
