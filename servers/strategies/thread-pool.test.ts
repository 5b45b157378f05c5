import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { exampleEnv } from '../example-env.ts';
import type { Job, ServerEnv } from '../strategy.ts';
import { nowMs } from '../telemetry.ts';
import { strategy } from './thread-pool.ts';

const env = exampleEnv();
afterAll(() => env[Symbol.dispose]());
const envOf = (workerCount: number, queueLimitCount: number): ServerEnv => ({ ...env, workerCount, queueLimitCount });
const STAYING = new AbortController().signal;
const job = (iterations: number): Job => ({ id: 'job', taskName: 'spin', input: { iterations } });
/** Some seconds: long enough that nobody waits for it by accident. */
const LONG = job(1_000_000_000);

test('run() leaves the loop free while a thread works', async () => {
  await using runner = await strategy.open(envOf(1, 1));
  const running = runner.run(job(50_000_000), STAYING);
  let turnCount = 0;
  const turns = setInterval(() => (turnCount += 1), 1);
  await running;
  clearInterval(turns);
  expect(turnCount).toBeGreaterThan(3);
});

test('run() stamps when the thread took the job up, not when it was asked to', async () => {
  await using runner = await strategy.open(envOf(1, 1));
  const askedAtMs = nowMs();
  const runs = await Promise.all([job(50_000_000), job(1)].map(async (one) => runner.run(one, STAYING)));
  const stampsMs = runs.flatMap(({ startedAtMs, finishedAtMs }) => [startedAtMs, finishedAtMs]);
  const all = [askedAtMs, ...stampsMs, nowMs()];
  expect(all).toEqual(all.toSorted((one, other) => one - other));
});

test('gauges() tell running from queued, and one job over the limit is refused', async () => {
  await using runner = await strategy.open(envOf(2, 1));
  const leaving = new AbortController();
  const jobs = [LONG, LONG, LONG].map(async (one) => runner.run(one, leaving.signal));
  const settled = Promise.allSettled(jobs);
  await expect.poll(() => runner.gauges()).toEqual({ runningCount: 2, queuedCount: 1 });
  await expect(runner.run(LONG, STAYING)).rejects.toMatchObject({ code: 'ERR_QUEUE_FULL' });
  leaving.abort();
  await settled;
  expect(runner.gauges()).toEqual({ runningCount: 0, queuedCount: 0 });
});

test('run() without a queue refuses what no free thread can take', async () => {
  await using runner = await strategy.open(envOf(1, 0));
  const leaving = new AbortController();
  const running = runner.run(LONG, leaving.signal).catch((error: unknown) => error);
  await expect(runner.run(job(1), STAYING)).rejects.toMatchObject({ code: 'ERR_QUEUE_FULL' });
  leaving.abort();
  await expect(running).resolves.toMatchObject({ code: 'ERR_CLIENT_LEFT' });
});

test('a client that leaves frees its thread for the next job', async () => {
  await using runner = await strategy.open(envOf(1, 1));
  const leaving = new AbortController();
  const left = runner.run(LONG, leaving.signal);
  await delay(50);
  leaving.abort();
  await expect(left).rejects.toMatchObject({ code: 'ERR_CLIENT_LEFT' });
  const startAtMs = performance.now();
  await expect(runner.run(job(1), STAYING)).resolves.toMatchObject({ output: { digest: 723_471_715 } });
  // The long job would have held the thread for seconds.
  expect(performance.now() - startAtMs).toBeLessThan(1_500);
  expect(runner.threads?.()).toHaveLength(1);
});

test('run() of a task that throws is that job’s failure, with its code', async () => {
  await using runner = await strategy.open(envOf(1, 1));
  const broken: Job = { id: 'job', taskName: 'csv-report', input: { table: 'no such table' } };
  await expect(runner.run(broken, STAYING)).rejects.toMatchObject({ code: 'ERR_TASK_FAILED' });
  await expect(runner.run({ ...broken, taskName: 'nap' }, STAYING)).rejects.toMatchObject({ code: 'ERR_TASK_UNKNOWN' });
});

test('disposal ends every thread, also in the middle of a job', async () => {
  const runner = await strategy.open(envOf(2, 1));
  const running = runner.run(LONG, STAYING).catch((error: unknown) => error);
  await delay(50);
  await runner[Symbol.asyncDispose]();
  await expect(running).resolves.toBeInstanceOf(Error);
  expect(runner.threads?.()).toHaveLength(0);
});
