import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Job } from './strategy.ts';
import { turnExecutor } from './turns.ts';

const STAYING = new AbortController().signal;
/** Pauses a hundred times, however little there is to do. */
const SLICE_COUNT = 101;
const job: Job = { id: 'job', taskName: 'spin', input: { iterations: 1 } };

/** A clock on which every slice takes 1 ms, so that a turn of 5 ms has five of them. */
beforeEach(() => {
  let atMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (atMs += 1));
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** How often the loop turned until the work was done. */
async function turnsOf(work: Promise<unknown>): Promise<number> {
  let turnCount = 0;
  let timer = setImmediate(function again() {
    turnCount += 1;
    timer = setImmediate(again);
  });
  await work;
  clearImmediate(timer);
  return turnCount;
}

test.each([{ jobCount: 1 }, { jobCount: 8 }])(
  'a turn is 5 ms for all jobs together: $jobCount take $jobCount times as many turns as one',
  async ({ jobCount }) => {
    await using executor = turnExecutor();
    const jobs = Array.from({ length: jobCount }, async () => executor.execute(job, STAYING));
    const turnCount = (jobCount * SLICE_COUNT) / 5;
    // One or two to begin and to be told of the end.
    expect(Math.abs((await turnsOf(Promise.all(jobs))) - turnCount)).toBeLessThanOrEqual(3);
  },
);

test('who comes later gets the same share from then on, neither all of it nor the rest', async () => {
  await using executor = turnExecutor();
  const endAtMs = async (): Promise<number> => executor.execute(job, STAYING).then(() => performance.now());
  const first = endAtMs();
  // Ten turns are fifty slices: half of the first one's.
  for (let turnIndex = 0; turnIndex < 10; turnIndex += 1) await nextTurn();
  const [firstAtMs, secondAtMs] = await Promise.all([first, endAtMs()]);
  // Side by side for a hundred slices, and then alone for fifty.
  expect(firstAtMs / secondAtMs).toBeGreaterThan(0.65);
  expect(firstAtMs / secondAtMs).toBeLessThan(0.85);
});

test('a job whose signal aborts is given no further slice, and the others go on', async () => {
  await using executor = turnExecutor();
  const leaving = new AbortController();
  const left = executor.execute(job, leaving.signal);
  const staying = executor.execute(job, STAYING);
  await nextTurn();
  leaving.abort(new Error('left'));
  await expect(left).rejects.toThrow('left');
  await expect(staying).resolves.toMatchObject({ output: { digest: 723_471_715 } });
});

test('disposal ends every job, and the loop turns for none of them', async () => {
  const executor = turnExecutor();
  const jobs = [executor.execute(job, STAYING), executor.execute(job, STAYING)];
  await nextTurn();
  await executor[Symbol.asyncDispose]();
  for (const { status } of await Promise.allSettled(jobs)) expect(status).toBe('rejected');
  await expect(executor.execute(job, STAYING)).rejects.toMatchObject({ code: 'ERR_TASK_FAILED' });
  const atMs = performance.now();
  for (let turnIndex = 0; turnIndex < 5; turnIndex += 1) await nextTurn();
  // Nobody else has looked at the clock.
  expect(performance.now()).toBeLessThanOrEqual(atMs + 3);
});
