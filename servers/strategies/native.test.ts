import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { exampleEnv } from '../example-env.ts';
import { forkServer } from '../forked-server.ts';
import type { Job } from '../strategy.ts';
import { tasks } from '../tasks/list.ts';
import { strategy } from './native.ts';

const env = exampleEnv();
afterAll(() => env[Symbol.dispose]());
afterEach(() => {
  vi.unstubAllEnvs();
});
const STAYING = new AbortController().signal;
const hash = (costLog2: number): Job => ({
  id: 'job',
  taskName: 'password-hash',
  input: { password: 'correct horse', salt: 'battery staple', costLog2, blockSize: 8, parallelization: 1 },
});
/** Tens of milliseconds, whatever the machine. */
const A_WHILE = hash(15);

test('supports() tasks that have a native form, and no other', () => {
  const supported = tasks.filter((task) => strategy.supports?.(task));
  expect(supported).toEqual(tasks.filter((task) => task.native !== undefined));
  expect(supported.map(({ name }) => name)).toContain('password-hash');
  expect(supported.map(({ name }) => name)).not.toContain('spin');
});

test('run() leaves the loop free while the platform works', async () => {
  await using runner = await strategy.open(env);
  const running = runner.run(A_WHILE, STAYING);
  let turnCount = 0;
  const turns = setInterval(() => (turnCount += 1), 1);
  await expect(running).resolves.toMatchObject({ output: { keyHex: expect.stringMatching(/^9ba89e7e1c63222c/) } });
  clearInterval(turns);
  expect(turnCount).toBeGreaterThan(3);
});

test('a task without a native form is answered with 501, which says what there is', async () => {
  await using server = await forkServer(['--strategy', 'native', '--data', env.dataFolder]);
  const response = await fetch(`${server.baseUrl}/tasks/spin`, {
    method: 'POST',
    body: '{"iterations":1}',
    headers: { 'content-type': 'application/json' },
  });
  expect(response.status).toBe(501);
  expect(await response.json()).toMatchObject({
    code: 'ERR_TASK_UNSUPPORTED',
    detail: expect.stringMatching(/Cannot do spin .*There are: .*password-hash/),
  });
});

test('a task without a native form takes no place in the queue', async () => {
  await using runner = await strategy.open({ ...env, queueLimitCount: 0 });
  const running = runner.run(A_WHILE, STAYING);
  await expect(runner.run({ ...A_WHILE, taskName: 'spin' }, STAYING)).rejects.toMatchObject({
    code: 'ERR_TASK_UNSUPPORTED',
  });
  await expect(runner.run(A_WHILE, STAYING)).rejects.toMatchObject({ code: 'ERR_QUEUE_FULL' });
  await running;
});

test('who leaves while waiting is dropped; what runs goes on, also over its time', async () => {
  await using runner = await strategy.open({ ...env, taskTimeoutMs: 1 });
  const leaving = new AbortController();
  const running = runner.run(A_WHILE, leaving.signal);
  const waiting = runner.run(A_WHILE, leaving.signal);
  expect(runner.gauges()).toEqual({ runningCount: 1, queuedCount: 1 });
  await nextTurn();
  leaving.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'ERR_CLIENT_LEFT' });
  await expect(running).resolves.toMatchObject({ output: expect.anything() });
});

test('a job that the platform refuses is that job’s failure', async () => {
  await using runner = await strategy.open(env);
  // Over the memory that the task allows itself.
  await expect(runner.run(hash(30), STAYING)).rejects.toMatchObject({ code: 'ERR_TASK_FAILED' });
  await expect(runner.run(A_WHILE, STAYING)).resolves.toMatchObject({ output: expect.anything() });
});

test.each([
  { threads: undefined, workerCount: 2, count: 2 },
  { threads: undefined, workerCount: 64, count: 4 },
  { threads: '16', workerCount: 64, count: 16 },
  { threads: '16', workerCount: 3, count: 3 },
  { threads: 'many', workerCount: 64, count: 1 },
])('with UV_THREADPOOL_SIZE=$threads, $workerCount workers are $count', async ({ threads, workerCount, count }) => {
  vi.stubEnv('UV_THREADPOOL_SIZE', threads);
  expect(strategy.queue?.(workerCount)).toEqual({ kind: 'pool', count });
  await using runner = await strategy.open({ ...env, workerCount, queueLimitCount: 100 });
  const jobs = Array.from({ length: 20 }, async () => runner.run(hash(4), STAYING));
  expect(runner.gauges()).toEqual({ runningCount: count, queuedCount: 20 - count });
  await Promise.all(jobs);
});
