import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { descendants } from '../../tests/process-tree.ts';
import { HarnessError } from '../errors.ts';
import { exampleEnv } from '../example-env.ts';
import { isAlive } from '../is-alive.ts';
import { WorkerCrew } from '../queue/worker-crew.ts';
import { openExampleRedis } from '../queue/example-redis.ts';
import { startRedis } from '../queue/redis-process.ts';
import type { DeferredRunner, Job, JobStatus, ServerEnv } from '../strategy.ts';
import { strategy } from './job-queue.ts';

const redis = await openExampleRedis();

/** Never over within a test. */
const ENDLESS = { iterations: 1_000_000_000_000 };
const BRIEF = { iterations: 1 };
const exampleJob = (input: Job['input']): Job => ({ id: randomUUID(), taskName: 'spin', input });
const workerIds = async (): Promise<number[]> => descendants(process.pid, 'worker-process.ts');

describe.each([
  { engine: 'sqlite', queueUrl: null },
  ...(redis === undefined ? [] : [{ engine: 'Redis', queueUrl: redis.url }]),
])('job-queue on $engine', ({ queueUrl }) => {
  let resources: AsyncDisposableStack;
  let dataFolder: string;
  beforeEach(() => {
    resources = new AsyncDisposableStack();
    ({ dataFolder } = resources.use(exampleEnv()));
  });
  afterEach(async () => {
    await resources.disposeAsync();
    if ((await workerIds()).length > 0) throw new Error('A closed runner has left workers behind');
  });

  const open = async (changes: Partial<ServerEnv> = {}): Promise<DeferredRunner> => {
    const env = resources.use(exampleEnv({ queueUrl, dataFolder, queueLimitCount: 100, ...changes }));
    return resources.use(await strategy.open(env));
  };
  const submitted = async (runner: DeferredRunner, input: Job['input']): Promise<string> => {
    const job = exampleJob(input);
    await runner.submit(job);
    return job.id;
  };
  const inState = async (runner: DeferredRunner, jobId: string, state: JobStatus['state']): Promise<JobStatus> => {
    await expect.poll(async () => runner.status(jobId), { timeout: 20_000, interval: 20 }).toMatchObject({ state });
    const status = await runner.status(jobId);
    if (status === undefined) throw new TypeError('A job is not forgotten so soon');
    return status;
  };

  test('stops an endless task at the time limit, and one that is cancelled, and goes on', async () => {
    const runner = await open({ taskTimeoutMs: 2_000 });
    const [late, cancelled, next] = [
      await submitted(runner, ENDLESS),
      await submitted(runner, ENDLESS),
      await submitted(runner, BRIEF),
    ];
    expect(await inState(runner, late, 'failed')).toMatchObject({ code: 'ERR_TASK_TIMEOUT', attemptCount: 1 });
    await inState(runner, cancelled, 'running');
    expect(await runner.cancel(cancelled)).toMatchObject({ state: 'cancelled' });
    await inState(runner, next, 'done');
  });

  test('does the job of a killed worker again, in a worker that takes its place', async () => {
    const runner = await open({ taskTimeoutMs: 3_000 });
    const id = await submitted(runner, ENDLESS);
    await inState(runner, id, 'running');
    const [killed = 0, ...others] = await workerIds();
    expect(others).toEqual([]);
    process.kill(killed, 'SIGKILL');
    const next = await submitted(runner, BRIEF);
    // Its second worker stopped it, by the rule for tasks that take too long.
    expect(await inState(runner, id, 'failed')).toMatchObject({ code: 'ERR_TASK_TIMEOUT', attemptCount: 2 });
    await inState(runner, next, 'done');
    expect(await workerIds()).not.toContain(killed);
    expect(await workerIds()).toHaveLength(1);
  });

  test('two servers tell the same of every job, and share the work', async () => {
    const [one, other] = [await open(), await open({ workerCount: 0 })];
    const byOne = await submitted(one, BRIEF);
    const byOther = await submitted(other, BRIEF);
    await inState(other, byOne, 'done');
    await inState(one, byOther, 'done');
    for (const id of [byOne, byOther]) expect(await one.status(id)).toEqual(await other.status(id));
    expect(await one.status('nobody')).toBeUndefined();
    expect(await other.status('nobody')).toBeUndefined();
  });

  test('without workers of its own leaves the work to those that come later', async () => {
    const runner = await open({ workerCount: 0 });
    const id = await submitted(runner, BRIEF);
    expect(await workerIds()).toEqual([]);
    await using _crew = await WorkerCrew.start(2, { queueUrl, dataFolder, taskTimeoutMs: 30_000 });
    expect(await workerIds()).toHaveLength(2);
    await inState(runner, id, 'done');
  });

  test('gives back what it cannot finish when it stops, and the next one does that', async () => {
    const first = await strategy.open(resources.use(exampleEnv({ queueUrl, dataFolder, queueLimitCount: 100 })));
    const id = await submitted(first, ENDLESS);
    await inState(first, id, 'running');
    const ids = await workerIds();
    const askedAtMs = performance.now();
    await first[Symbol.asyncDispose]();
    expect(performance.now() - askedAtMs).toBeLessThan(5_000);
    expect(ids.filter(isAlive)).toEqual([]);
    const next = await open({ taskTimeoutMs: 500 });
    expect(await inState(next, id, 'failed')).toMatchObject({ code: 'ERR_TASK_TIMEOUT', attemptCount: 2 });
  });
});

test.each([
  { queueUrl: 'amqp://127.0.0.1', code: 'ERR_QUEUE_URL' },
  { queueUrl: 'redis://127.0.0.1:1', code: 'ERR_QUEUE_UNREACHABLE' },
])('job-queue on $queueUrl refuses to open with $code', async ({ queueUrl, code }) => {
  using env = exampleEnv({ queueUrl });
  const refused = strategy.open(env);
  await expect(refused).rejects.toBeInstanceOf(HarnessError);
  await expect(refused).rejects.toMatchObject({ code });
});

describe.skipIf(redis === undefined)('when Redis is gone', () => {
  test('job-queue refuses at once, and goes on with what it had when Redis is back', async () => {
    await using engine = await startRedis();
    using env = exampleEnv({ queueUrl: engine.url, queueLimitCount: 100 });
    await using runner = await strategy.open(env);
    const done = exampleJob(BRIEF);
    await runner.submit(done);
    await expect.poll(async () => runner.status(done.id)).toMatchObject({ state: 'done' });
    // About a second: it is at work while the engine goes.
    const during = exampleJob({ iterations: 500_000_000 });
    await runner.submit(during);
    const waiting = exampleJob(BRIEF);
    await runner.submit(waiting);
    await expect.poll(async () => runner.status(during.id)).toMatchObject({ state: 'running' });
    await engine.kill();
    await expect(runner.submit(exampleJob(BRIEF))).rejects.toMatchObject({ code: 'ERR_QUEUE_UNREACHABLE' });
    await expect(runner.status(done.id)).rejects.toMatchObject({ code: 'ERR_QUEUE_UNREACHABLE' });
    await expect(runner.cancel(done.id)).rejects.toMatchObject({ code: 'ERR_QUEUE_UNREACHABLE' });
    await engine.start();
    await expect
      .poll(async () => runner.status(done.id).catch(() => undefined), { timeout: 10_000 })
      .toMatchObject({ state: 'done' });
    for (const { id } of [during, waiting]) {
      await expect.poll(async () => runner.status(id), { timeout: 30_000 }).toMatchObject({ state: 'done' });
    }
    const after = exampleJob(BRIEF);
    await runner.submit(after);
    await expect.poll(async () => runner.status(after.id), { timeout: 10_000 }).toMatchObject({ state: 'done' });
  });

  test('job-queue ends in time while Redis is away, with its workers', async () => {
    await using engine = await startRedis();
    using env = exampleEnv({ queueUrl: engine.url, queueLimitCount: 100 });
    const runner = await strategy.open(env);
    const endless = exampleJob(ENDLESS);
    await runner.submit(endless);
    await expect.poll(async () => runner.status(endless.id)).toMatchObject({ state: 'running' });
    const ids = await workerIds();
    await engine.kill();
    const askedAtMs = performance.now();
    await runner[Symbol.asyncDispose]();
    expect(performance.now() - askedAtMs).toBeLessThan(5_000);
    expect(ids.filter(isAlive)).toEqual([]);
  });
});
