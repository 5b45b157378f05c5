import process from 'node:process';
import { expect, test } from 'vitest';
import { descendants } from '../tests/process-tree.ts';
import { freshProcessExecutor } from './fresh-process-executor.ts';
import type { Job } from './strategy.ts';
import { type TelemetrySample, startTelemetry } from './telemetry.ts';

const STAYING = new AbortController().signal;
const spin = (iterations: number): Job => ({ id: 'job', taskName: 'spin', input: { iterations } });
/** Some seconds: long enough that nobody waits for it by accident. */
const LONG = spin(2_000_000_000);
const childIds = async (): Promise<number[]> => descendants(process.pid, 'task-process.ts');

/** What the children said of themselves since it was asked last. */
function takeSamples(): readonly TelemetrySample[] {
  const samples: TelemetrySample[] = [];
  startTelemetry((sample) => samples.push(sample))[Symbol.dispose]();
  return samples.filter(({ processId }) => processId !== process.pid);
}

test('has a process for each job, ends it, and counts those that follow each other as one', async () => {
  await using executor = freshProcessExecutor();
  await executor.execute(spin(1), STAYING);
  const [first] = takeSamples();
  expect(await executor.execute(spin(2), STAYING)).toMatchObject({ output: { digest: 2_497_366_906 } });
  const [second] = takeSamples();
  expect(second?.processId).toBe(first?.processId);
  // Both had to start, which is most of what they did.
  expect(second?.cpuMs).toBeGreaterThan(1.4 * (first?.cpuMs ?? Number.NaN));
  expect([first?.rssBytes, second?.rssBytes]).toEqual([0, 0]);
  await expect.poll(childIds).toEqual([]);
});

test('tells the memory of a process while it works', async () => {
  await using executor = freshProcessExecutor();
  const leaving = new AbortController();
  const running = Promise.all(
    [LONG, LONG].map(async (job) => executor.execute(job, leaving.signal).catch((error: unknown) => error)),
  );
  const rssBytes = new Map<number, number>();
  const read = (): readonly number[] => {
    for (const sample of takeSamples()) rssBytes.set(sample.processId, sample.rssBytes);
    return [...rssBytes.values()].filter((bytes) => bytes > 1e6);
  };
  await expect.poll(read, { timeout: 20_000 }).toHaveLength(2);
  leaving.abort();
  expect(await running).toMatchObject([{ code: 'ERR_TASK_FAILED' }, { code: 'ERR_TASK_FAILED' }]);
  expect(read()).toEqual([]);
});

test('passes on what a task throws, with its code', async () => {
  await using executor = freshProcessExecutor();
  const unknown: Job = { id: 'job', taskName: 'nap', input: {} };
  await expect(executor.execute(unknown, STAYING)).rejects.toMatchObject({ code: 'ERR_TASK_UNKNOWN' });
});

test('disposal ends every process, also in the middle of a job, and begins no other', async () => {
  const executor = freshProcessExecutor();
  const running = executor.execute(LONG, STAYING).catch((error: unknown) => error);
  await expect.poll(childIds).toHaveLength(1);
  await executor[Symbol.asyncDispose]();
  expect(await childIds()).toEqual([]);
  await expect(running).resolves.toMatchObject({
    code: 'ERR_TASK_FAILED',
    message: 'The process that ran the task ended: signal SIGKILL',
  });
  await expect(executor.execute(LONG, STAYING)).rejects.toMatchObject({ code: 'ERR_TASK_FAILED' });
});
