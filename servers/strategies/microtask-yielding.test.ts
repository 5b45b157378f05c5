import { afterAll, expect, test } from 'vitest';
import { exampleEnv } from '../example-env.ts';
import type { Job } from '../strategy.ts';
import { strategy } from './microtask-yielding.ts';

const env = exampleEnv();
afterAll(() => env[Symbol.dispose]());
const STAYING = new AbortController().signal;
const spin = (iterations: number): Job => ({ id: 'job', taskName: 'spin', input: { iterations } });

// What it does to timers and requests stands in yielding.test.ts, beside the others.

test('other promises come between two slices, so that it looks as if it made way', async () => {
  await using runner = await strategy.open(env);
  const order: string[] = [];
  const running = runner.run(spin(1_000), STAYING).then(() => order.push('job'));
  await Promise.resolve();
  order.push('promise');
  await running;
  expect(order).toEqual(['promise', 'job']);
});

test('a job ends for nobody: neither when its client leaves nor when its time is over', async () => {
  await using runner = await strategy.open({ ...env, taskTimeoutMs: 1 });
  const leaving = new AbortController();
  const running = runner.run(spin(50_000_000), leaving.signal);
  // In the middle of it: a promise is all that gets through.
  await Promise.resolve();
  leaving.abort();
  await expect(running).resolves.toMatchObject({ output: { digest: 39_188_372 } });
});

test('a job without steps runs whole, and one that throws is that job’s failure', async () => {
  await using runner = await strategy.open(env);
  const unsliced: Job = {
    id: 'job',
    taskName: 'password-hash',
    input: { password: '', salt: '', costLog2: 4, blockSize: 1, parallelization: 1 },
  };
  await expect(runner.run(unsliced, STAYING)).resolves.toMatchObject({ output: { keyHex: expect.any(String) } });
  const broken: Job = { id: 'job', taskName: 'csv-report', input: { table: 'none' } };
  await expect(runner.run(broken, STAYING)).rejects.toMatchObject({ code: 'ERR_TASK_FAILED' });
});
