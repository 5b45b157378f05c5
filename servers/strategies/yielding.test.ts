import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { exampleEnv } from '../example-env.ts';
import { forkServer } from '../forked-server.ts';
import type { InlineStrategy, Job } from '../strategy.ts';
import { strategy as blocking } from './blocking.ts';
import { strategy as microtaskYielding } from './microtask-yielding.ts';
import { strategy as yielding } from './yielding.ts';

const env = exampleEnv();
afterAll(() => env[Symbol.dispose]());
const STAYING = new AbortController().signal;
const spin = (iterations: number): Job => ({ id: 'job', taskName: 'spin', input: { iterations } });
/** Tens of milliseconds, whatever the machine. */
const A_WHILE = spin(50_000_000);
/** Some seconds: whoever waits for its end has not stopped it. */
const LONG = spin(2_000_000_000);
/** A task without steps, of some tens of milliseconds. */
const UNSLICED: Job = {
  id: 'job',
  taskName: 'password-hash',
  input: { password: 'correct horse', salt: 'battery staple', costLog2: 15, blockSize: 8, parallelization: 1 },
};

/** In which order the job and a timer of 1 ms, set before it, were done. */
async function orderOf(strategy: InlineStrategy, job: Job): Promise<readonly string[]> {
  await using runner = await strategy.open(env);
  const order: string[] = [];
  const { promise: timed, resolve } = Promise.withResolvers<void>();
  setTimeout(() => {
    order.push('timer');
    resolve();
  }, 1);
  await Promise.all([timed, runner.run(job, STAYING).then(() => order.push('job'))]);
  return order;
}

test.each([
  { strategy: yielding, job: A_WHILE, order: ['timer', 'job'] },
  { strategy: microtaskYielding, job: A_WHILE, order: ['job', 'timer'] },
  { strategy: blocking, job: A_WHILE, order: ['job', 'timer'] },
  // What has no steps cannot be cut.
  { strategy: yielding, job: UNSLICED, order: ['job', 'timer'] },
])('under $strategy.name, $job.taskName and a timer of 1 ms are done in the order $order', async (expected) => {
  expect(await orderOf(expected.strategy, expected.job)).toEqual(expected.order);
});

interface Stamps {
  readonly arrivedAtMs: number;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
}

async function stampsOf(request: Promise<Response>): Promise<Stamps> {
  const response = await request;
  await response.text();
  const [arrivedAtMs = Number.NaN, startedAtMs = Number.NaN, finishedAtMs = Number.NaN] = (
    response.headers.get('holdup-stamps') ?? ''
  )
    .split(',')
    .map(Number);
  return { arrivedAtMs, startedAtMs, finishedAtMs };
}

test.each([
  // Every turn could read one, and there are dozens.
  { name: 'yielding', leastCount: 4, mostCount: Infinity },
  { name: 'microtask-yielding', leastCount: 0, mostCount: 0 },
  { name: 'blocking', leastCount: 0, mostCount: 0 },
])(
  'a server that is $name reads $leastCount to $mostCount other requests in the middle of a long task',
  async ({ name, leastCount, mostCount }) => {
    await using server = await forkServer(['--strategy', name, '--data', env.dataFolder]);
    const done = new AbortController();
    const task = stampsOf(
      fetch(`${server.baseUrl}/tasks/spin`, {
        method: 'POST',
        body: '{"iterations":200000000}',
        headers: { 'content-type': 'application/json' },
      }),
    ).finally(() => done.abort());
    const healthChecks: Stamps[] = [];
    while (!done.signal.aborted) healthChecks.push(await stampsOf(fetch(`${server.baseUrl}/health`)));
    const { startedAtMs, finishedAtMs } = await task;
    const readCount = healthChecks.filter(
      ({ arrivedAtMs }) => arrivedAtMs > startedAtMs && arrivedAtMs < finishedAtMs,
    ).length;
    expect(readCount).toBeGreaterThanOrEqual(leastCount);
    expect(readCount).toBeLessThanOrEqual(mostCount);
  },
);

test('a small job that comes after a large one is done long before it', async () => {
  await using runner = await yielding.open(env);
  const ended: string[] = [];
  const [large, small] = await Promise.all([
    runner.run(spin(300_000_000), STAYING).finally(() => ended.push('large')),
    // As many slices as the large one has.
    runner.run(spin(3_000_000), STAYING).finally(() => ended.push('small')),
  ]);
  expect(ended).toEqual(['small', 'large']);
  const ranMs = ({ startedAtMs, finishedAtMs }: typeof large): number => finishedAtMs - startedAtMs;
  expect(ranMs(large)).toBeGreaterThan(5 * ranMs(small));
});

test('four jobs take turns, the others wait within the limit of the queue or are refused', async () => {
  await using runner = await yielding.open({ ...env, queueLimitCount: 1 });
  const leaving = new AbortController();
  const settled = Promise.allSettled(Array.from({ length: 5 }, async () => runner.run(LONG, leaving.signal)));
  expect(runner.gauges()).toEqual({ runningCount: 4, queuedCount: 1 });
  await expect(runner.run(LONG, STAYING)).rejects.toMatchObject({ code: 'ERR_QUEUE_FULL' });
  leaving.abort();
  await settled;
  expect(runner.gauges()).toEqual({ runningCount: 0, queuedCount: 0 });
});

test('an endless job ends between two slices when its client leaves', async () => {
  await using runner = await yielding.open(env);
  const leaving = new AbortController();
  const left = runner.run(LONG, leaving.signal);
  setTimeout(() => leaving.abort(), 20);
  await expect(left).rejects.toMatchObject({ code: 'ERR_CLIENT_LEFT' });
  await expect(runner.run(spin(1), STAYING)).resolves.toMatchObject({ output: { digest: 723_471_715 } });
});

test('an endless job ends between two slices when its time is over, and its server answers 504', async () => {
  await using server = await forkServer(['--strategy', 'yielding', '--task-timeout', '100', '--data', env.dataFolder]);
  const response = await fetch(`${server.baseUrl}/tasks/spin`, {
    method: 'POST',
    body: JSON.stringify(LONG.input),
    headers: { 'content-type': 'application/json' },
  });
  expect(response.status).toBe(504);
  expect(await response.json()).toMatchObject({ code: 'ERR_TASK_TIMEOUT' });
  expect((await fetch(`${server.baseUrl}/health`)).status).toBe(200);
});

test('a job without steps ends for nobody', async () => {
  await using runner = await yielding.open({ ...env, taskTimeoutMs: 1 });
  const leaving = new AbortController();
  setTimeout(() => leaving.abort(), 1);
  await expect(runner.run(UNSLICED, leaving.signal)).resolves.toMatchObject({ output: expect.anything() });
});

test('a job that throws is that job’s failure', async () => {
  await using runner = await yielding.open(env);
  const broken = runner.run({ id: 'job', taskName: 'csv-report', input: { table: 'none' } }, STAYING);
  await expect(Promise.all([runner.run(spin(1), STAYING), broken])).rejects.toMatchObject({ code: 'ERR_TASK_FAILED' });
  await expect(runner.run(spin(1), STAYING)).resolves.toMatchObject({ output: { digest: 723_471_715 } });
});

test('disposal ends what is under way and what waits', async () => {
  const runner = await yielding.open({ ...env, queueLimitCount: 2 });
  const settled = Promise.allSettled(Array.from({ length: 6 }, async () => runner.run(LONG, STAYING)));
  await nextTurn();
  await runner[Symbol.asyncDispose]();
  for (const { status } of await settled) expect(status).toBe('rejected');
  expect(runner.gauges()).toEqual({ runningCount: 0, queuedCount: 0 });
});
