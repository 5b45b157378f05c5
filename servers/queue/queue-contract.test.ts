import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exampleEnv } from '../example-env.ts';
import { RETENTION } from '../jobs/job-table.ts';
import type { Job, TaskRun } from '../strategy.ts';
import { nowMs } from '../telemetry.ts';
import { ATTEMPT_LIMIT, type Claim, type JobQueue, type QueueLimits, type WorkSource } from './job-queue.ts';
import { openQueue, openWorkSource } from './open-queue.ts';
import { openExampleRedis } from './example-redis.ts';

const redis = await openExampleRedis();

/** As short as a busy machine allows. */
const LEASE_MS = 300;
const FAILURE = { code: 'ERR_TASK_FAILED', message: 'because: "quoted"' } as const;

const exampleJob = (): Job => ({ id: randomUUID(), taskName: 'spin', input: { iterations: 1, words: ['ä', '"'] } });
const runOf = (output: string): TaskRun => ({ output: { output }, startedAtMs: nowMs(), finishedAtMs: nowMs() });

/** What every engine must do, whatever keeps the jobs. */
describe.each([
  { engine: 'sqlite', queueUrl: null },
  ...(redis === undefined ? [] : [{ engine: 'BullMQ on Redis', queueUrl: redis.url }]),
])('$engine', ({ queueUrl }) => {
  let resources: AsyncDisposableStack;
  let dataFolder: string;
  let queue: JobQueue;
  let source: WorkSource;
  beforeEach(async () => {
    resources = new AsyncDisposableStack();
    ({ dataFolder } = resources.use(exampleEnv()));
    queue = await openServer();
    source = await openWorker();
  });
  afterEach(async () => resources.disposeAsync());

  /** Closed after the test, where the test has not done so. */
  function opened<Value extends AsyncDisposable>(value: Value): Value {
    const close = value[Symbol.asyncDispose].bind(value);
    let isOpen = true;
    value[Symbol.asyncDispose] = async () => {
      if (isOpen) await close();
      isOpen = false;
    };
    return resources.use(value);
  }
  const openServer = async (limits: Partial<QueueLimits> = {}): Promise<JobQueue> =>
    opened(await openQueue({ queueUrl, dataFolder }, limits));
  const openWorker = async (limits: Partial<QueueLimits> = {}): Promise<WorkSource> =>
    opened(await openWorkSource({ queueUrl, dataFolder }, { leaseMs: LEASE_MS, ...limits }));
  const submitted = async (limit = 100): Promise<Job> => {
    const job = exampleJob();
    await queue.submit(job, limit);
    return job;
  };
  const claimed = async (worker: WorkSource = source): Promise<Claim> => {
    const claim = await worker.claim(AbortSignal.timeout(10_000));
    if (claim === undefined) throw new Error('There was nothing to claim');
    return claim;
  };
  const stateOf = async (jobId: string): Promise<string | undefined> => (await queue.status(jobId))?.state;

  test('tells each step of a job, with its times in order', async () => {
    const askedAtMs = nowMs();
    const job = exampleJob();
    expect(await queue.submit(job, 100)).toMatchObject({ state: 'queued', attemptCount: 0 });
    expect(await queue.status(job.id)).toMatchObject({ state: 'queued', attemptCount: 0 });
    const claim = await claimed();
    expect(claim.job).toEqual(job);
    expect(await queue.status(job.id)).toMatchObject({ state: 'running', attemptCount: 1 });
    const run = runOf('right');
    expect(await source.complete(claim, run)).toBe(true);
    const status = await queue.status(job.id);
    expect(status).toEqual({ state: 'done', attemptCount: 1, acceptedAtMs: expect.any(Number), ...run });
    const timesMs = [askedAtMs, status?.acceptedAtMs, run.startedAtMs, nowMs()];
    expect(timesMs).toEqual(timesMs.toSorted((one, other) => Number(one) - Number(other)));
    expect(await queue.effects()).toEqual([job.id]);
  });

  test('hands out jobs in the order in which they came, each once', async () => {
    const jobs = [await submitted(), await submitted(), await submitted()];
    const other = await openWorker();
    const claims = [await claimed(), await claimed(other), await claimed()];
    expect(claims.map(({ job }) => job.id)).toEqual(jobs.map(({ id }) => id));
    await expect(source.claim(AbortSignal.timeout(50))).resolves.toBeUndefined();
  });

  test('keeps a failure with its code and message, for good and without an effect', async () => {
    const { id } = await submitted();
    expect(await source.fail(await claimed(), FAILURE)).toBe(true);
    expect(await queue.status(id)).toMatchObject({ state: 'failed', attemptCount: 1, ...FAILURE });
    await expect(source.claim(AbortSignal.timeout(LEASE_MS * 3))).resolves.toBeUndefined();
    expect(await queue.effects()).toEqual([]);
  });

  test('refuses one more than may wait or run, also when they come at once, and takes one when one has ended', async () => {
    await submitted();
    const claim = await claimed();
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, async () => submitted(3)));
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
      'rejected',
    ]);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'ERR_QUEUE_FULL' } });
    await source.complete(claim, runOf('done'));
    await expect(submitted(3)).resolves.toBeDefined();
  });

  test('knows no job that was never accepted', async () => {
    expect(await queue.status('nobody')).toBeUndefined();
    expect(await queue.cancel('nobody')).toBeUndefined();
  });

  test('gives the job of a worker that is silent to another one, and what the silent one then says counts for nothing', async () => {
    const { id } = await submitted();
    const lost = await claimed();
    const other = await openWorker();
    const held = await claimed(other);
    expect(held.job.id).toBe(id);
    expect(await queue.status(id)).toMatchObject({ state: 'running', attemptCount: 2 });
    expect(await source.beat(lost)).toBe(false);
    expect(await source.complete(lost, runOf('of the silent one'))).toBe(false);
    expect(await source.fail(lost, FAILURE)).toBe(false);
    expect(await queue.effects()).toEqual([]);
    expect(await stateOf(id)).toBe('running');
    expect(await other.complete(held, runOf('of the other one'))).toBe(true);
    expect(await queue.status(id)).toMatchObject({ state: 'done', output: { output: 'of the other one' } });
    expect(await queue.effects()).toEqual([id]);
  });

  test('lets one of two workers that finish the same job count, even if they do so at once', async () => {
    await submitted();
    const lost = await claimed();
    const other = await openWorker();
    const held = await claimed(other);
    const counted = await Promise.all([
      source.complete(lost, runOf('late')),
      other.complete(held, runOf('right')),
      other.complete(held, runOf('again')),
    ]);
    expect(counted.filter(Boolean)).toHaveLength(1);
    expect(await queue.effects()).toHaveLength(1);
  });

  test('leaves the job to a worker that says it lives, for longer than a lease', async () => {
    const { id } = await submitted();
    const claim = await claimed();
    const other = await openWorker();
    const taken = other.claim(AbortSignal.timeout(LEASE_MS * 4));
    const endAtMs = performance.now() + LEASE_MS * 4;
    while (performance.now() < endAtMs) {
      await source.beat(claim);
      await delay(LEASE_MS / 10);
    }
    expect(await taken).toBeUndefined();
    expect(await source.complete(claim, runOf('long'))).toBe(true);
    expect(await queue.status(id)).toMatchObject({ state: 'done', attemptCount: 1 });
  });

  test('fails a job that every worker dies at, after so many attempts', async () => {
    const { id } = await submitted();
    for (let attempt = 1; attempt <= ATTEMPT_LIMIT; attempt += 1) expect((await claimed()).job.id).toBe(id);
    await expect(source.claim(AbortSignal.timeout(LEASE_MS * 10))).resolves.toBeUndefined();
    expect(await queue.status(id)).toMatchObject({
      state: 'failed',
      code: 'ERR_JOB_ATTEMPTS',
      attemptCount: ATTEMPT_LIMIT,
    });
    expect(await queue.effects()).toEqual([]);
  });

  test('hands out a job that was given back at once, and that is no attempt of it', async () => {
    const { id } = await submitted();
    const other = await openWorker({ leaseMs: 60_000 });
    for (let times = 0; times < ATTEMPT_LIMIT + 1; times += 1) {
      const claim = await claimed(other);
      await other.giveBack(claim);
      // Already begun, it reads so: states only move forward.
      expect(await stateOf(id)).toBe('running');
      expect(await other.complete(claim, runOf('too late'))).toBe(false);
    }
    expect(await other.complete(await claimed(other), runOf('done'))).toBe(true);
    expect(await queue.status(id)).toMatchObject({ state: 'done', attemptCount: ATTEMPT_LIMIT + 2 });
  });

  test('cancels a job that waits: nobody gets it, and its place is free', async () => {
    const { id } = await submitted(1);
    expect(await queue.cancel(id)).toMatchObject({ state: 'cancelled', attemptCount: 0 });
    const next = await submitted(1);
    expect((await claimed()).job.id).toBe(next.id);
    expect(await stateOf(id)).toBe('cancelled');
  });

  test('cancels a job that runs: its worker learns so, and cannot complete it any more', async () => {
    const { id } = await submitted(1);
    const claim = await claimed();
    expect(await source.beat(claim)).toBe(true);
    expect(await queue.cancel(id)).toMatchObject({ state: 'cancelled', attemptCount: 1 });
    expect(await source.beat(claim)).toBe(false);
    expect(await source.complete(claim, runOf('too late'))).toBe(false);
    expect(await queue.status(id)).toMatchObject({ state: 'cancelled' });
    expect(await queue.effects()).toEqual([]);
    await expect(submitted(1)).resolves.toBeDefined();
  });

  test('either cancels a job or completes it when both come at once, and tells both sides the same', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { id } = await submitted();
      const claim = await claimed();
      const [told, isCounted] = await Promise.all([queue.cancel(id), source.complete(claim, runOf('done'))]);
      const state = isCounted ? 'done' : 'cancelled';
      expect(await stateOf(id)).toBe(state);
      expect([state, 'running']).toContain(told?.state);
      expect((await queue.effects()).includes(id)).toBe(isCounted);
    }
  });

  test('takes a job that was cancelled while its worker was dead out of those that run', async () => {
    const { id } = await submitted(1);
    await claimed();
    await queue.cancel(id);
    const other = await openWorker();
    await expect(other.claim(AbortSignal.timeout(LEASE_MS * 6))).resolves.toBeUndefined();
    expect(await stateOf(id)).toBe('cancelled');
    await expect(submitted(1)).resolves.toBeDefined();
  });

  test('leaves a job that has ended as it is when it is cancelled', async () => {
    const { id } = await submitted();
    await source.complete(await claimed(), runOf('done'));
    expect(await queue.cancel(id)).toMatchObject({ state: 'done' });
    const failed = await submitted();
    await source.fail(await claimed(), FAILURE);
    expect(await queue.cancel(failed.id)).toMatchObject({ state: 'failed' });
    const cancelled = await submitted();
    const first = await queue.cancel(cancelled.id);
    expect(await queue.cancel(cancelled.id)).toEqual(first);
  });

  test('tells the same of a job through every server, also through one that is opened after all others have closed', async () => {
    const done = await submitted();
    await source.complete(await claimed(), runOf('done'));
    const waiting = await submitted();
    const other = await openServer();
    const statuses = [await queue.status(done.id), await queue.status(waiting.id)];
    expect([await other.status(done.id), await other.status(waiting.id)]).toEqual(statuses);
    for (const one of [other, source, queue]) await one[Symbol.asyncDispose]();
    queue = await openQueue({ queueUrl, dataFolder });
    try {
      expect([await queue.status(done.id), await queue.status(waiting.id)]).toEqual(statuses);
      expect(await queue.cancel(waiting.id)).toMatchObject({ state: 'cancelled' });
    } finally {
      await queue[Symbol.asyncDispose]();
    }
  });

  test('forgets ended jobs that are too many, and those that are too old', async () => {
    const few: QueueLimits = { leaseMs: LEASE_MS, retention: { ...RETENTION, keptCount: 2, forgetEveryMs: 0 } };
    queue = await openServer(few);
    source = await openWorker(few);
    const jobs: Job[] = [];
    for (let index = 0; index < 4; index += 1) {
      jobs.push(await submitted());
      await source.complete(await claimed(), runOf('done'));
      // Ends are told apart by the millisecond.
      await delay(2);
    }
    const states = await Promise.all(jobs.map(async ({ id }) => stateOf(id)));
    expect(states).toEqual([undefined, undefined, 'done', 'done']);
    expect(await queue.effects()).toEqual(jobs.slice(2).map(({ id }) => id));
    const strict = await openServer({ retention: { ...RETENTION, keptMs: 1 } });
    expect(await strict.status(jobs[3]?.id ?? '')).toBeUndefined();
  });

  test('hands a job to one that waits for it, and lets one go that is told to', async () => {
    const waiting = claimed();
    // Long enough for it to look, and to find nothing.
    await delay(200);
    const job = await submitted();
    expect((await waiting).job.id).toBe(job.id);
    const leaving = new AbortController();
    const left = source.claim(leaving.signal);
    leaving.abort();
    await expect(left).resolves.toBeUndefined();
  });
});
