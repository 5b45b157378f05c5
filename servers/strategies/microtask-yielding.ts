import { slicesOf } from '../slices.ts';
import type { InlineRunner, InlineStrategy, Job, TaskRun } from '../strategy.ts';

/** Pauses after every slice, but only for other promises: the loop turns when the last of them has had its say, not before. */
async function runPolitely(job: Job): Promise<TaskRun> {
  const slices = slicesOf(job);
  for (;;) {
    const slice = slices.next();
    if (slice.done === true) return slice.value;
    await Promise.resolve();
  }
}

function openRunner(): InlineRunner {
  return {
    run: runPolitely,
    gauges: () => ({ runningCount: 0, queuedCount: 0 }),
    [Symbol.asyncDispose]: async () => {},
  };
}

export const strategy: InlineStrategy = {
  name: 'microtask-yielding',
  delivery: 'inline',
  family: 'inline',
  summary:
    'Cuts the task into slices and awaits a promise after each. Looks cooperative and blocks exactly like blocking, as microtasks run before any timer or request; use yielding instead.',
  promises: { cancels: 'never', timesOut: 'never', crashTakes: 'server', serverDeath: 'forgets' },
  queue: () => ({ kind: 'loop', count: 1 }),
  open: async () => openRunner(),
};
