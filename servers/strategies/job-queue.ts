import { openQueue } from '../queue/open-queue.ts';
import { WorkerCrew } from '../queue/worker-crew.ts';
import type { DeferredRunner, DeferredStrategy, ServerEnv } from '../strategy.ts';

async function open(env: ServerEnv): Promise<DeferredRunner> {
  await using resources = new AsyncDisposableStack();
  const { workerCount, queueLimitCount, taskTimeoutMs, queueUrl, dataFolder } = env;
  const place = { queueUrl, dataFolder };
  const queue = resources.use(await openQueue(place));
  // After the queue in this list, so that they end before it. None where --workers is 0: then others do the work.
  resources.use(await WorkerCrew.start(workerCount, { ...place, taskTimeoutMs }));
  const owned = resources.move();
  return {
    submit: async (job) => queue.submit(job, workerCount + queueLimitCount),
    status: async (jobId) => queue.status(jobId),
    cancel: async (jobId) => queue.cancel(jobId),
    gauges: () => queue.gauges(),
    [Symbol.asyncDispose]: async () => owned.disposeAsync(),
  };
}

export const strategy: DeferredStrategy = {
  name: 'job-queue',
  delivery: 'deferred',
  family: 'queued',
  summary:
    'Answers 202 at once and writes the job to a queue that worker processes of their own read, on this machine or on others: a database file, or Redis with --queue. Jobs survive killed workers and servers; costs a process per worker, polling, and a job may be begun twice.',
  promises: { cancels: 'always', timesOut: 'always', crashTakes: 'job', serverDeath: 'keeps' },
  queue: (workerCount) => ({ kind: 'pool', count: workerCount }),
  open,
};
