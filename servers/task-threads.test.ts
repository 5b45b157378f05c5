import process from 'node:process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freshThreadExecutor } from './fresh-thread-executor.ts';
import type { Executor } from './runners.ts';
import { singleThreadExecutor } from './single-thread-executor.ts';
import type { Job } from './strategy.ts';

const STAYING = new AbortController().signal;
const spin = (iterations: number): Job => ({ id: `spin ${iterations}`, taskName: 'spin', input: { iterations } });
/** Some seconds: long enough that nobody waits for it by accident. */
const LONG = spin(2_000_000_000);

/** Every thread that was started since the test began. */
const threads: Worker[] = [];
const livingCount = (): number => threads.filter(({ threadId }) => threadId > 0).length;
const idsOf = (some: readonly Worker[] | undefined): number[] => (some ?? []).map(({ threadId }) => threadId);
const collect = (thread: Worker): void => void threads.push(thread);
beforeEach(() => {
  threads.length = 0;
  process.on('worker', collect);
});
afterEach(() => void process.off('worker', collect));

async function runThree(executor: Executor): Promise<unknown[]> {
  const outputs: unknown[] = [];
  for (const iterations of [1, 2, 3]) outputs.push((await executor.execute(spin(iterations), STAYING)).output);
  return outputs;
}
const threeOutputs = [{ digest: 723_471_715 }, { digest: 2_497_366_906 }, { digest: 2_064_144_800 }];

describe.each([
  { name: 'singleThreadExecutor()', open: singleThreadExecutor },
  { name: 'freshThreadExecutor()', open: freshThreadExecutor },
])('$name', ({ open }) => {
  test('passes on what a task throws, with its code', async () => {
    await using executor = open();
    const unknown: Job = { id: 'job', taskName: 'nap', input: {} };
    await expect(executor.execute(unknown, STAYING)).rejects.toMatchObject({ code: 'ERR_TASK_UNKNOWN' });
  });

  test('disposal ends every thread, also in the middle of a job, and begins no other', async () => {
    const executor = open();
    const running = executor.execute(LONG, STAYING).catch((error: unknown) => error);
    await executor[Symbol.asyncDispose]();
    expect(livingCount()).toBe(0);
    await expect(running).resolves.toMatchObject({ code: 'ERR_TASK_FAILED' });
    await expect(executor.execute(LONG, STAYING)).rejects.toMatchObject({ code: 'ERR_TASK_FAILED' });
    expect(threads).toHaveLength(1);
  });
});

test('freshThreadExecutor() starts a thread for each job, and ends it', async () => {
  await using executor = freshThreadExecutor();
  expect(await runThree(executor)).toEqual(threeOutputs);
  expect(threads).toHaveLength(3);
  await expect.poll(livingCount).toBe(0);
});

test('singleThreadExecutor() does all jobs in one thread', async () => {
  await using executor = singleThreadExecutor();
  expect(await runThree(executor)).toEqual(threeOutputs);
  expect(threads).toHaveLength(1);
  expect(idsOf(executor.threads?.())).toEqual(idsOf(threads));
});

test('singleThreadExecutor() has another thread as soon as one had to be ended', async () => {
  await using executor = singleThreadExecutor();
  const leaving = new AbortController();
  const stopped = executor.execute(LONG, leaving.signal);
  leaving.abort();
  await expect(stopped).rejects.toMatchObject({ code: 'ERR_TASK_FAILED' });
  expect(executor.threads?.()).toHaveLength(1);
  // Node tells of a thread a turn after its start.
  await nextTurn();
  expect(idsOf(threads)).toEqual([-1, ...idsOf(executor.threads?.())]);
});

test('singleThreadExecutor() starts another thread for the job that finds it dead', async () => {
  await using executor = singleThreadExecutor();
  await nextTurn();
  await threads[0]?.terminate();
  expect(executor.threads?.()).toEqual([]);
  expect(await runThree(executor)).toEqual(threeOutputs);
  expect(threads).toHaveLength(2);
});

test('singleThreadExecutor() ends its thread with it, also an idle one', async () => {
  const executor = singleThreadExecutor();
  await nextTurn();
  expect(livingCount()).toBe(1);
  await executor[Symbol.asyncDispose]();
  expect(livingCount()).toBe(0);
});
