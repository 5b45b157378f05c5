import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exampleEnv } from '../example-env.ts';
import type { Executor } from '../runners.ts';
import type { Job, JobStatus } from '../strategy.ts';
import { nowMs } from '../telemetry.ts';
import { threadExecutor } from '../thread-executor.ts';
import type { WorkSource } from './job-queue.ts';
import { SqliteQueue } from './sqlite-queue.ts';
import { type WorkRules, workUntil } from './work-loop.ts';

/** As short as a busy machine allows. */
const LEASE_MS = 600;
const RULES: WorkRules = { taskTimeoutMs: 30_000, beatMs: 50, drainMs: 30_000 };
/** Never over within a test. */
const ENDLESS = { iterations: 1_000_000_000_000 };

let resources: AsyncDisposableStack;
let queue: SqliteQueue;
let dataFolder: string;
beforeEach(() => {
  resources = new AsyncDisposableStack();
  ({ dataFolder } = resources.use(exampleEnv()));
  queue = open();
});
afterEach(async () => resources.disposeAsync());

const open = (): SqliteQueue => resources.use(new SqliteQueue(dataFolder, { leaseMs: LEASE_MS }));

async function submitted(input: Job['input']): Promise<string> {
  const id = randomUUID();
  await queue.submit({ id, taskName: 'spin', input }, 100);
  return id;
}

const ended = async (jobId: string): Promise<JobStatus | undefined> => {
  await expect
    .poll(async () => (await queue.status(jobId))?.state, { timeout: 20_000 })
    .not.toMatch(/^(?:queued|running)$/);
  return queue.status(jobId);
};

async function running(jobId: string): Promise<void> {
  await expect.poll(async () => (await queue.status(jobId))?.state, { timeout: 20_000 }).toBe('running');
}

/** A worker that works until the test ends or stops it, on a thread as the real ones do. */
function startWorker(
  rules: Partial<WorkRules> = {},
  { executor = resources.use(threadExecutor(1)), source = open() }: { executor?: Executor; source?: WorkSource } = {},
): () => Promise<void> {
  const stop = new AbortController();
  const worked = workUntil(stop.signal, source, executor, { ...RULES, ...rules });
  const end = async (): Promise<void> => {
    stop.abort();
    await worked;
  };
  resources.defer(end);
  return end;
}

/** Runs nothing: tells what it was given, and ends when the test says so. */
function heldExecutor() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const begun: string[] = [];
  const executor: Executor = {
    execute: async ({ id }) => {
      begun.push(id);
      const startedAtMs = nowMs();
      await promise;
      return { output: id, startedAtMs, finishedAtMs: nowMs() };
    },
    [Symbol.asyncDispose]: async () => {},
  };
  return { executor, begun, finish: resolve };
}

test('a worker does one job after the other', async () => {
  const { executor, begun, finish } = heldExecutor();
  const ids = [await submitted(1), await submitted(2)];
  startWorker({}, { executor });
  await expect.poll(() => begun).toEqual(ids.slice(0, 1));
  finish();
  expect(await ended(ids[1] ?? '')).toMatchObject({ state: 'done', output: ids[1] });
  expect(begun).toEqual(ids);
});

test('work that takes longer than a lease is done once, however many workers are idle', async () => {
  const { iterations } = await calibrated(LEASE_MS * 3);
  for (let index = 0; index < 2; index += 1) startWorker();
  const id = await submitted({ iterations });
  const status = await ended(id);
  expect(status).toMatchObject({ state: 'done', attemptCount: 1 });
  const { startedAtMs, finishedAtMs } = status as JobStatus & { readonly state: 'done' };
  expect(finishedAtMs - startedAtMs).toBeGreaterThan(LEASE_MS);
  expect(await queue.effects()).toEqual([id]);
});

test('a task that takes too long is stopped with ERR_TASK_TIMEOUT, and the next job is done', async () => {
  // Long enough for a new thread in place of the stopped one.
  startWorker({ taskTimeoutMs: 2_000 });
  const [endless, next] = [await submitted(ENDLESS), await submitted({ iterations: 1 })];
  expect(await ended(endless)).toMatchObject({ state: 'failed', code: 'ERR_TASK_TIMEOUT', attemptCount: 1 });
  expect(await ended(next)).toMatchObject({ state: 'done' });
});

test('a job that is cancelled while it runs is stopped, and the next one is done', async () => {
  startWorker();
  const [endless, next] = [await submitted(ENDLESS), await submitted({ iterations: 1 })];
  await running(endless);
  expect(await queue.cancel(endless)).toMatchObject({ state: 'cancelled' });
  expect(await ended(next)).toMatchObject({ state: 'done' });
  expect(await queue.status(endless)).toMatchObject({ state: 'cancelled' });
});

test('a job whose task fails is not tried again', async () => {
  startWorker();
  const id = randomUUID();
  await queue.submit({ id, taskName: 'nap', input: {} }, 100);
  expect(await ended(id)).toMatchObject({ state: 'failed', code: 'ERR_TASK_UNKNOWN', attemptCount: 1 });
});

test('a worker that is told to stop finishes its job, and takes no other', async () => {
  const { executor, finish } = heldExecutor();
  const stop = startWorker({}, { executor });
  const [first, second] = [await submitted(1), await submitted(2)];
  await running(first);
  const stopped = stop();
  finish();
  await stopped;
  expect(await queue.status(first)).toMatchObject({ state: 'done' });
  expect(await queue.status(second)).toMatchObject({ state: 'queued' });
});

test('a worker that cannot finish in time gives its job back, and another one has it at once', async () => {
  // Not after its lease: that one is longer than the test.
  const leaseMs = 3_600_000;
  const source = resources.use(new SqliteQueue(dataFolder, { leaseMs }));
  const stop = startWorker({ drainMs: 100 }, { source });
  const id = await submitted(ENDLESS);
  await running(id);
  await stop();
  const next = resources.use(new SqliteQueue(dataFolder, { leaseMs }));
  const claim = await next.claim(AbortSignal.timeout(10_000));
  expect(claim?.job.id).toBe(id);
  expect(await queue.status(id)).toMatchObject({ state: 'running', attemptCount: 2 });
});

test('a result outlives an engine that is away for a while', async () => {
  const source: WorkSource = open();
  let refusalsLeft = 2;
  const flaky: WorkSource = {
    claim: async (signal) => source.claim(signal),
    beat: async () => Promise.reject(new Error('away')),
    complete: async (claim, run) => {
      refusalsLeft -= 1;
      if (refusalsLeft >= 0) throw new Error('away');
      return source.complete(claim, run);
    },
    fail: async (claim, report) => source.fail(claim, report),
    giveBack: async (claim) => source.giveBack(claim),
    [Symbol.asyncDispose]: async () => {},
  };
  startWorker({}, { source: flaky });
  const id = await submitted({ iterations: 1 });
  expect(await ended(id)).toMatchObject({ state: 'done', attemptCount: 1 });
});

/** How many iterations take about as long here and now. */
async function calibrated(targetMs: number): Promise<{ readonly iterations: number }> {
  await using executor = threadExecutor(1);
  const signal = new AbortController().signal;
  const probe = { id: 'probe', taskName: 'spin', input: { iterations: 20_000_000 } };
  // The first one warms the compiler.
  await executor.execute(probe, signal);
  const { startedAtMs, finishedAtMs } = await executor.execute(probe, signal);
  return { iterations: Math.ceil((probe.input.iterations * targetMs) / (finishedAtMs - startedAtMs)) };
}
