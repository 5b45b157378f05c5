import { expect, test } from 'vitest';
import { exampleEnv } from '../example-env.ts';
import type { Job } from '../strategy.ts';
import { strategy } from './cluster-pool.ts';

const LONG: Job = { id: 'job', taskName: 'spin', input: { iterations: 2_000_000_000 } };

test.each([
  { workerCount: 2, queueLimitCount: 3, waiting: 2 },
  { workerCount: 2, queueLimitCount: 1, waiting: 1 },
  { workerCount: 4, queueLimitCount: 0, waiting: 0 },
])(
  'each of $workerCount processes runs one job and lets $waiting wait, of $queueLimitCount in all',
  async ({ workerCount, queueLimitCount, waiting }) => {
    using env = exampleEnv({ workerCount, queueLimitCount });
    expect(strategy.processCount?.(workerCount)).toBe(workerCount);
    const runner = await strategy.open(env);
    const staying = new AbortController().signal;
    const jobs = Array.from({ length: 1 + waiting }, async () => runner.run(LONG, staying).catch(() => {}));
    expect(runner.gauges()).toEqual({ runningCount: 1, queuedCount: waiting });
    await expect(runner.run(LONG, staying)).rejects.toMatchObject({ code: 'ERR_QUEUE_FULL' });
    expect(runner.threads?.()).toHaveLength(1);
    await runner[Symbol.asyncDispose]();
    await Promise.all(jobs);
  },
);
