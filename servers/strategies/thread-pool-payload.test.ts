import { performance } from 'node:perf_hooks';
import { afterAll, expect, test } from 'vitest';
import { exampleEnv } from '../example-env.ts';
import type { InlineStrategy, Job } from '../strategy.ts';
import { strategy as clone } from './thread-pool-clone.ts';
import { strategy as shared } from './thread-pool-shared.ts';
import { strategy as transfer } from './thread-pool-transfer.ts';

const env = exampleEnv();
afterAll(() => env[Symbol.dispose]());
const STAYING = new AbortController().signal;
/** 32 MiB: a copy takes some 10 ms at least, and everything else on the loop a fraction of a millisecond. */
const job: Job = { id: 'job', taskName: 'auto-levels', input: { pixelCount: 8 * 1_024 * 1_024, clippedPerMille: 5 } };
const RUN_COUNT = 5;

/** How long the loop was busy with the quickest of some runs, after one that makes the data: other programs only add to it. */
async function busyMsOf(strategy: InlineStrategy): Promise<number> {
  await using runner = await strategy.open(env);
  await runner.run(job, STAYING);
  const runsMs: number[] = [];
  while (runsMs.length < RUN_COUNT) {
    const before = performance.eventLoopUtilization();
    await runner.run(job, STAYING);
    runsMs.push(performance.eventLoopUtilization(before).active);
  }
  return Math.min(...runsMs);
}

test('copies hold the loop; what is given away and comes back, or is shared, does not', async () => {
  const copiedMs = await busyMsOf(clone);
  expect(copiedMs).toBeGreaterThan(4 * (await busyMsOf(transfer)));
  expect(copiedMs).toBeGreaterThan(4 * (await busyMsOf(shared)));
}, 60_000);

test.each([clone, transfer, shared])('$name refuses a task without data, whatever waits', async (strategy) => {
  await using runner = await strategy.open({ ...env, queueLimitCount: 0 });
  const running = runner.run(job, STAYING);
  await expect(runner.run({ id: 'job', taskName: 'spin', input: { iterations: 1 } }, STAYING)).rejects.toMatchObject({
    code: 'ERR_TASK_UNSUPPORTED',
    message: expect.stringContaining('auto-levels'),
  });
  await running;
});
