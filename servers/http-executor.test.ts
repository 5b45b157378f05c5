import process from 'node:process';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { descendants } from '../tests/process-tree.ts';
import { exampleEnv } from './example-env.ts';
import { httpExecutor } from './http-executor.ts';
import type { Executor } from './runners.ts';
import type { Job } from './strategy.ts';
import { nowMs } from './telemetry.ts';

const STAYING = new AbortController().signal;
const spin = (iterations: number): Job => ({ id: 'job', taskName: 'spin', input: { iterations } });
/** Some seconds: long enough that nobody waits for it by accident. */
const LONG = spin(2_000_000_000);
const secondIds = async (): Promise<number[]> => descendants(process.pid, 'main.ts --port 0 --strategy thread-pool');

const env = exampleEnv({ workerCount: 2 });
let executor: Executor;
beforeAll(async () => {
  executor = await httpExecutor(env);
});
afterAll(async () => {
  await executor[Symbol.asyncDispose]();
  env[Symbol.dispose]();
});

test('passes on what the second server says: output, stamps and failures', async () => {
  const askedAtMs = nowMs();
  const { output, startedAtMs, finishedAtMs } = await executor.execute(spin(50_000_000), STAYING);
  expect(output).toEqual({ digest: 39_188_372 });
  // Stamps are rounded to the microsecond.
  const timesMs = [askedAtMs - 0.001, startedAtMs, finishedAtMs, nowMs() + 0.001];
  expect(timesMs).toEqual(timesMs.toSorted((one, other) => one - other));
  const unknown: Job = { id: 'job', taskName: 'nap', input: {} };
  await expect(executor.execute(unknown, STAYING)).rejects.toMatchObject({
    code: 'ERR_TASK_UNKNOWN',
    message: expect.stringContaining('"nap"'),
  });
});

test('passes on that the second server refuses', async () => {
  const leaving = new AbortController();
  const held = Array.from({ length: 4 }, async () => executor.execute(LONG, leaving.signal).catch(() => {}));
  const refused = vi.waitFor(async () => {
    await expect(executor.execute(spin(1), AbortSignal.timeout(100))).rejects.toMatchObject({ code: 'ERR_QUEUE_FULL' });
  }, 10_000);
  await refused.finally(() => leaving.abort());
  await Promise.all(held);
});

test('says why the second server cannot start, and leaves none', async () => {
  vi.stubEnv('NODE_OPTIONS', '--import=data:text/javascript,process.exit(7)');
  onTestFinished(() => void vi.unstubAllEnvs());
  const [id] = await secondIds();
  await expect(httpExecutor(env)).rejects.toMatchObject({
    code: 'ERR_SERVER_START',
    message: 'The second server ended before it was ready: exit code 7',
  });
  expect(await secondIds()).toEqual([id]);
});

test('a second server that dies is replaced before it is needed', async () => {
  const [id = 0] = await secondIds();
  process.kill(id, 'SIGKILL');
  const others = async (): Promise<number[]> => (await secondIds()).filter((otherId) => otherId !== id);
  await expect.poll(others).toHaveLength(1);
  // It is asked as soon as it is there.
  await expect(executor.execute(spin(1), STAYING)).resolves.toMatchObject({ output: { digest: 723_471_715 } });
});

test('a second server that dies in the middle of a job fails that job', async () => {
  const running = executor.execute(LONG, STAYING);
  setTimeout(() => void secondIds().then(([id = 0]) => process.kill(id, 'SIGKILL')), 200);
  await expect(running).rejects.toMatchObject({
    code: 'ERR_TASK_FAILED',
    message: expect.stringMatching(/^The second server did not answer: /),
  });
});
