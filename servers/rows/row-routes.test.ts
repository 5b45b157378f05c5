import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, test } from 'vitest';
import { buildApp } from '../app.ts';
import { HarnessError } from '../errors.ts';
import { exampleEnv } from '../example-env.ts';
import { type ForkedServer, forkServer } from '../forked-server.ts';
import { openExampleRedis } from '../queue/example-redis.ts';
import type { InlineRunner } from '../strategy.ts';
import { tasks } from '../tasks/list.ts';
import { Rows } from './rows.ts';

const env = exampleEnv();
const { dataFolder } = env;
const rows = new Rows(dataFolder);
afterAll(async () => {
  await rows[Symbol.asyncDispose]();
  env[Symbol.dispose]();
});

const appOf = (run: InlineRunner['run']) =>
  buildApp(
    { run, gauges: () => ({ runningCount: 0, queuedCount: 0 }), [Symbol.asyncDispose]: async () => {} },
    tasks,
    rows,
  );
const working: InlineRunner['run'] = async () => ({ output: { digest: 7 }, startedAtMs: 1_000, finishedAtMs: 2_000 });
const url = (key: string): string => `/rows/${key}/tasks/spin`;
const put = (key: string) => ({ method: 'PUT', url: url(key), payload: { iterations: 3 } }) as const;

test('POST runs the stored input, stores the output and answers with it', async () => {
  const inputs: unknown[] = [];
  const app = appOf(async (job, signal) => {
    inputs.push(job.input, (await rows.read({ key: 'a', taskName: 'spin' })).output);
    return working(job, signal);
  });
  expect((await app.inject(put('a'))).json()).toEqual({ iterations: 3 });
  const answer = await app.inject({ method: 'POST', url: url('a') });
  expect(answer.json()).toEqual({ digest: 7 });
  expect(inputs).toEqual([{ iterations: 3 }, null]);
  expect((await app.inject(url('a'))).json()).toEqual({ input: { iterations: 3 }, output: { digest: 7 } });
});

test('its fourth stamp is what the database took, in milliseconds', async () => {
  const app = appOf(working);
  await app.inject(put('b'));
  const { headers } = await app.inject({ method: 'POST', url: url('b') });
  const [, ...others] = String(headers['holdup-stamps']).split(',').map(Number);
  expect(others).toEqual([1_000, 2_000, expect.any(Number)]);
  expect(others.at(-1)).toBeGreaterThan(0);
});

test('a task that fails leaves no output', async () => {
  const app = appOf(async () => {
    throw new HarnessError('ERR_TASK_FAILED', 'because');
  });
  await app.inject(put('c'));
  expect((await app.inject({ method: 'POST', url: url('c') })).json()).toMatchObject({ code: 'ERR_TASK_FAILED' });
  expect((await app.inject(url('c'))).json()).toMatchObject({ output: null });
});

test('an output that cannot be written is no answer: 500 with ERR_DATABASE', async () => {
  using broken = exampleEnv();
  await using itsRows = new Rows(broken.dataFolder);
  const app = buildApp(
    {
      run: async (job, signal) => {
        using file = new DatabaseSync(path.join(broken.dataFolder, 'rows.sqlite'));
        file.exec('DROP TABLE task_rows');
        return working(job, signal);
      },
      gauges: () => ({ runningCount: 0, queuedCount: 0 }),
      [Symbol.asyncDispose]: async () => {},
    },
    tasks,
    itsRows,
  );
  await app.inject(put('d'));
  const answer = await app.inject({ method: 'POST', url: url('d') });
  expect(answer.statusCode).toBe(500);
  expect(answer.json()).toMatchObject({ code: 'ERR_DATABASE', detail: expect.stringContaining('no such table') });
});

test.each([
  { method: 'POST', url: url('nobody'), status: 404, code: 'ERR_ROW_UNKNOWN' },
  { method: 'GET', url: url('nobody'), status: 404, code: 'ERR_ROW_UNKNOWN' },
  { method: 'POST', url: '/rows/a/tasks/nap', status: 404, code: 'ERR_TASK_UNKNOWN' },
  { method: 'PUT', url: '/rows/a/tasks/nap', status: 404, code: 'ERR_TASK_UNKNOWN' },
  { method: 'PUT', url: url('a'), payload: { iterations: -1 }, status: 400, code: 'ERR_TASK_INPUT' },
] as const)('$method $url is answered with $status and $code', async ({ status, code, ...request }) => {
  const response = await appOf(working).inject(request);
  expect(response.statusCode).toBe(status);
  expect(response.json()).toMatchObject({ code });
});

const EXAMPLE = { input: { iterations: 1_000 }, output: { digest: 3_298_996_588 } };

/** Asks, and waits where the answer is a job. @returns the output that a client has in hand */
async function ask({ baseUrl }: ForkedServer): Promise<unknown> {
  const response = await fetch(`${baseUrl}${url('stored')}`, { method: 'POST' });
  if (response.status !== 202) return response.json();
  const location = response.headers.get('location') ?? '';
  const job = async (): Promise<{ readonly state: string; readonly output?: unknown }> =>
    (await fetch(`${baseUrl}${location}`)).json() as Promise<{ readonly state: string; readonly output?: unknown }>;
  await expect.poll(async () => (await job()).state, { timeout: 10_000, interval: 10 }).toBe('done');
  return (await job()).output;
}

const redis = await openExampleRedis();

test.each([
  'blocking',
  'async-cpu',
  'yielding',
  'thread-pool',
  'process-pool',
  'http-offload',
  'cluster',
  'background',
  'background-pool',
  'job-queue',
  ...(redis === undefined ? [] : ['job-queue on Redis']),
])('with %s, what is stored after a run is the task’s own output', async (title) => {
  using folder = exampleEnv();
  const [strategy = ''] = title.split(' ');
  const engine = title === strategy || redis === undefined ? [] : ['--queue', redis.url];
  const args = ['--strategy', strategy, '--workers', '2', '--data', folder.dataFolder, ...engine];
  await using server = await forkServer(args);
  await fetch(`${server.baseUrl}${url('stored')}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(EXAMPLE.input),
  });
  const outputs = await Promise.all(Array.from({ length: 4 }, async () => ask(server)));
  expect(outputs).toEqual(Array.from({ length: 4 }, () => EXAMPLE.output));
  // Whichever process wrote it, the file has it.
  await using after = new Rows(folder.dataFolder);
  expect(await after.read({ key: 'stored', taskName: 'spin' })).toMatchObject(EXAMPLE);
});
