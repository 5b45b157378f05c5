import process from 'node:process';
import { afterAll, expect, test } from 'vitest';
import { exampleEnv } from '../example-env.ts';
import type { InlineStrategy, Job } from '../strategy.ts';
import { strategy as clone } from './thread-pool-clone.ts';
import { strategy as shared } from './thread-pool-shared.ts';
import { strategy as transfer } from './thread-pool-transfer.ts';

const env = exampleEnv();
afterAll(() => env[Symbol.dispose]());
const STAYING = new AbortController().signal;
/**
 * 16 MiB: a copy takes some 10 ms, everything else on the loop a fraction of a millisecond. What comes back from a thread counts
 * as new memory, and V8 collects garbage, for as long as a copy takes, about each 64 MiB of it: with data much larger than this,
 * after each run.
 */
const job: Job = { id: 'job', taskName: 'auto-levels', input: { pixelCount: 4 * 1_024 * 1_024, clippedPerMille: 5 } };
const RUN_COUNT = 5;

/**
 * CPU of this thread in the cheapest of some runs, one without a garbage collection, after one that makes the data. Moments in
 * which other programs had its core are not in it.
 */
async function loopCpuMsOf(strategy: InlineStrategy): Promise<number> {
  await using runner = await strategy.open(env);
  await runner.run(job, STAYING);
  const runsMs: number[] = [];
  while (runsMs.length < RUN_COUNT) {
    const before = process.threadCpuUsage();
    await runner.run(job, STAYING);
    const { user, system } = process.threadCpuUsage(before);
    runsMs.push((user + system) / 1_000);
  }
  return Math.min(...runsMs);
}

test('copies hold the loop; what is given away and comes back, or is shared, does not', async () => {
  const copiedMs = await loopCpuMsOf(clone);
  expect(copiedMs).toBeGreaterThan(4 * (await loopCpuMsOf(transfer)));
  expect(copiedMs).toBeGreaterThan(4 * (await loopCpuMsOf(shared)));
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
