import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ForkedServer, forkServer } from '../forked-server.ts';
import { isAlive } from '../is-alive.ts';
import { openExampleRedis } from '../queue/example-redis.ts';
import type { Strategy } from '../strategy.ts';
import type { Json } from '../task.ts';
import { taskByName, tasks } from '../tasks/list.ts';
import { nowMs } from '../telemetry.ts';
import { loadStrategy, strategyNames } from './index.ts';

/** About 100 ms on a machine of today. */
const A_WHILE = { iterations: 50_000_000 };
const doesTask = (strategy: Strategy, taskName: string): boolean => {
  const task = taskByName.get(taskName);
  return task !== undefined && (strategy.supports?.(task) ?? true);
};

/** What takes a while and what takes none, of a task that the strategy can do. */
function workOf(strategy: Strategy): { readonly taskName: string; readonly aWhile: Json; readonly noTime: Json } {
  if (doesTask(strategy, 'spin')) return { taskName: 'spin', aWhile: A_WHILE, noTime: { iterations: 1 } };
  if (doesTask(strategy, 'auto-levels')) {
    const picture = { clippedPerMille: 5 };
    return {
      taskName: 'auto-levels',
      aWhile: { ...picture, pixelCount: 16 * 1_024 * 1_024 },
      noTime: { ...picture, pixelCount: 1 },
    };
  }
  const password = { password: 'correct horse', salt: 'battery staple', blockSize: 8, parallelization: 1 };
  return {
    taskName: 'password-hash',
    aWhile: { ...password, costLog2: 15 },
    noTime: { ...password, costLog2: 4, blockSize: 1 },
  };
}

/** Not over before its server can be killed. */
const LONG = { iterations: 500_000_000 };

async function post(
  server: ForkedServer,
  path: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${server.baseUrl}${path}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

interface Answered {
  readonly response: Response;
  /** Of the job where the strategy is deferred, else of the request itself. */
  readonly body: unknown;
  /** undefined unless the work was done. */
  readonly output: Json | undefined;
}

const JOB_MS = 20_000;

/** Asks for a task, and waits for its output however the strategy delivers it. Comes again when the loop is behind. */
async function ask(server: ForkedServer, taskName: string, input: Json, waitMs = 0): Promise<Answered> {
  await delay(waitMs);
  const response = await post(server, `/tasks/${taskName}`, JSON.stringify(input));
  const body: unknown = await response.json();
  if (response.status === 200) return { response, body, output: body as Json };
  // Sooner than Retry-After says. Each wait is longer than the last, so that there are few.
  const { code } = body as { readonly code?: string };
  if (code === 'ERR_OVERLOADED' && waitMs < 1_000) return ask(server, taskName, input, 5 + waitMs * 1.5);
  if (response.status !== 202) return { response, body, output: undefined };
  return ended(server, response.headers.get('location') ?? '');
}

/** Polls a job until it has ended. */
async function ended(server: ForkedServer, location: string): Promise<Answered> {
  const endAtMs = performance.now() + JOB_MS;
  while (performance.now() < endAtMs) {
    const response = await fetch(`${server.baseUrl}${location}`);
    const body = (await response.json()) as { readonly state: string; readonly output?: Json };
    if (body.state !== 'queued' && body.state !== 'running') return { response, body, output: body.output };
    await delay(5);
  }
  throw new Error(`${location} did not end within ${JOB_MS} ms`);
}

/** The times that an answer carries, and of those how long its task ran. */
function stampsOf(response: Response): { readonly timesMs: readonly number[]; readonly ranMs: number } {
  const timesMs = (response.headers.get('holdup-stamps') ?? '').split(',').map(Number);
  const [, startedMs = Number.NaN, finishedMs = Number.NaN] = timesMs;
  return { timesMs, ranMs: finishedMs - startedMs };
}

const examples = tasks.flatMap((task) =>
  task.examples.map(({ input, output }, exampleIndex) => ({ taskName: task.name, exampleIndex, input, output })),
);

const badRequests = [
  { what: 'malformed JSON', path: '/tasks/spin', body: '{"iterations": 1', status: 400, code: 'ERR_BODY_JSON' },
  { what: 'an empty body', path: '/tasks/spin', body: '', status: 400, code: 'ERR_BODY_JSON' },
  {
    what: 'an input over its bound',
    path: '/tasks/spin',
    body: '{"iterations": 1e15}',
    status: 400,
    code: 'ERR_TASK_INPUT',
  },
  {
    what: 'an input of the wrong type',
    path: '/tasks/spin',
    body: '{"iterations": "1"}',
    status: 400,
    code: 'ERR_TASK_INPUT',
  },
  {
    what: 'an unknown field',
    path: '/tasks/spin',
    body: '{"iterations": 1, "x": 1}',
    status: 400,
    code: 'ERR_TASK_INPUT',
  },
  { what: 'an unknown task', path: '/tasks/nap', body: '{}', status: 404, code: 'ERR_TASK_UNKNOWN' },
  { what: 'an unknown route', path: '/nowhere', body: '{}', status: 404, code: 'ERR_ROUTE_UNKNOWN' },
  {
    what: 'a body too large',
    path: '/tasks/spin',
    body: JSON.stringify({ iterations: 1, padding: 'x'.repeat(100_000) }),
    status: 413,
    code: 'ERR_BODY_TOO_LARGE',
  },
];

/** Every strategy by itself, and those with engines on each engine. Without --data a folder, and so a queue, of its own. */
const redis = await openExampleRedis();
interface Variant {
  readonly title: string;
  readonly name: string;
  readonly args: readonly string[];
}
const variants: readonly Variant[] = [
  ...strategyNames.map((name) => ({ title: name, name, args: [] })),
  ...(redis === undefined ? [] : [{ title: 'job-queue on Redis', name: 'job-queue', args: ['--queue', redis.url] }]),
];

describe.each(variants)('$title', ({ name, args }) => {
  test('has the name of its key and a summary', async () => {
    const strategy = await loadStrategy(name);
    expect(strategy.name).toBe(name);
    expect(strategy.summary).toMatch(/^[A-Z].{40,}\.$/);
  });

  test('says what queueing theory takes it for, or nothing', async () => {
    const strategy = await loadStrategy(name);
    const model = strategy.queue?.(3) ?? { kind: 'pool', count: 3 };
    // As many loops as processes; a pool is for those who hand the work to all their workers, or to the one they have.
    const counts = model.kind === 'loop' ? [strategy.processCount?.(3) ?? 1] : [1, 3];
    expect(counts).toContain(model.count);
  });

  describe('as a server', () => {
    let server: ForkedServer;
    beforeAll(async () => {
      server = await forkServer(['--strategy', name, '--workers', '2', ...args]);
    });
    afterAll(async () => server[Symbol.asyncDispose]());

    test.each(examples)('answers example $exampleIndex of $taskName', async ({ taskName, input, output }) => {
      const { response, ...answered } = await ask(server, taskName, input);
      const expected = doesTask(await loadStrategy(name), taskName)
        ? { status: 200, body: {}, output }
        : { status: 501, body: { code: 'ERR_TASK_UNSUPPORTED' }, output: undefined };
      expect(response.status).toBe(expected.status);
      expect(answered.body).toMatchObject(expected.body);
      expect(answered.output).toStrictEqual(expected.output);
    });

    test.each(badRequests)('answers $what with $status and $code', async ({ path, body, status, code }) => {
      const response = await post(server, path, body);
      expect(response.status).toBe(status);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      expect(response.headers.has('holdup-stamps')).toBe(false);
      expect(await response.json()).toMatchObject({ status, code, detail: expect.any(String) });
    });

    test('answers another content type with 415', async () => {
      const response = await post(server, '/tasks/spin', 'iterations=1', { 'content-type': 'text/plain' });
      expect(response.status).toBe(415);
      expect(await response.json()).toMatchObject({ code: 'ERR_BODY_TYPE' });
    });

    test('answers GET /health and describes every task in /openapi.json', async () => {
      expect((await fetch(`${server.baseUrl}/health`)).status).toBe(200);
      const { paths } = (await (await fetch(`${server.baseUrl}/openapi.json`)).json()) as { paths: object };
      expect(Object.keys(paths)).toEqual(expect.arrayContaining(tasks.map((task) => `/tasks/${task.name}`)));
    });

    test('stamps when a request arrived, and when its task began and was done', async () => {
      const { taskName, aWhile, noTime } = workOf(await loadStrategy(name));
      const askedAtMs = nowMs();
      const [long, short] = [
        (await ask(server, taskName, aWhile)).response,
        (await ask(server, taskName, noTime)).response,
      ].map(stampsOf);
      const answeredAtMs = nowMs();
      // Half a microsecond of rounding aside, everything in its order on one clock.
      const timesMs = [askedAtMs - 0.001, ...(long?.timesMs ?? []), ...(short?.timesMs ?? []), answeredAtMs + 0.001];
      expect(timesMs).toHaveLength(8);
      expect(timesMs).toEqual(timesMs.toSorted((one, other) => one - other));
      expect(long?.ranMs).toBeGreaterThan(20 * (short?.ranMs ?? Number.NaN));
      // The longer task takes much of the time, also beside the start of two processes; stamped late, it would take none.
      expect(long?.ranMs).toBeGreaterThan((answeredAtMs - askedAtMs) / 20);
    });

    test('lives on when a client leaves in the middle of its task', async () => {
      const { taskName, aWhile, noTime } = workOf(await loadStrategy(name));
      const leaving = new AbortController();
      const left = fetch(`${server.baseUrl}/tasks/${taskName}`, {
        method: 'POST',
        body: JSON.stringify(aWhile),
        headers: { 'content-type': 'application/json' },
        signal: leaving.signal,
      });
      await delay(30);
      leaving.abort();
      await left.catch(() => {});
      expect((await ask(server, taskName, noTime)).output).toBeDefined();
    });

    test('sends telemetry of every process', async () => {
      const heardIds = () =>
        new Set(server.messages.flatMap((message) => (message.kind === 'telemetry' ? [message.sample.processId] : [])));
      // Processes that a strategy starts for its tasks tell of themselves too.
      await expect.poll(() => [...heardIds()]).toEqual(expect.arrayContaining([...server.processIds]));
    });
  });

  test('answers or refuses, nothing else, when more comes than its queue may hold', async () => {
    await using server = await forkServer(['--strategy', name, '--workers', '1', '--queue-limit', '1', ...args]);
    const strategy = await loadStrategy(name);
    const { taskName, aWhile } = workOf(strategy);
    const responses = await Promise.all(
      Array.from({ length: 8 }, async () => post(server, `/tasks/${taskName}`, JSON.stringify(aWhile))),
    );
    const statuses = responses.map(({ status }) => status);
    const accepted = strategy.delivery === 'inline' ? 200 : 202;
    expect(statuses.filter((status) => status === accepted).length).toBeGreaterThan(0);
    for (const response of responses) {
      if (response.status === accepted) continue;
      expect(response.status).toBe(503);
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(['ERR_QUEUE_FULL', 'ERR_OVERLOADED']).toContain(
        ((await response.json()) as { readonly code: string }).code,
      );
    }
  });

  test.each([{ how: { kind: 'stop' } as const }, { how: 'SIGTERM' as const }])(
    'ends within 5 s of $how in the middle of tasks and leaves no process and no open port',
    async ({ how }) => {
      await using server = await forkServer(['--strategy', name, '--workers', '2', ...args]);
      const { taskName, aWhile } = workOf(await loadStrategy(name));
      const underWay = Array.from({ length: 4 }, async () =>
        post(server, `/tasks/${taskName}`, JSON.stringify(aWhile)),
      );
      const settled = Promise.allSettled(underWay);
      await delay(50);
      const askedAtMs = performance.now();
      await server.stop(how);
      expect(performance.now() - askedAtMs).toBeLessThan(5_000);
      await settled;
      await expect.poll(() => server.processIds.filter(isAlive)).toEqual([]);
      await expect(fetch(`${server.baseUrl}/health`)).rejects.toThrow('fetch failed');
    },
  );
});

const deferredVariants = (
  await Promise.all(variants.map(async (variant) => ({ variant, strategy: await loadStrategy(variant.name) })))
).flatMap(({ variant, strategy }) => (strategy.delivery === 'deferred' ? [variant] : []));

describe.each(deferredVariants)('$title accepts now and works later', ({ name, args }) => {
  let dataFolder: string;
  let server: ForkedServer;
  const start = async (): Promise<ForkedServer> =>
    forkServer(['--strategy', name, '--workers', '1', '--data', dataFolder, ...args]);
  const submit = async (input: Json): Promise<string> =>
    (await post(server, '/tasks/spin', JSON.stringify(input))).headers.get('location') ?? '';
  beforeAll(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'holdup-contract-'));
    server = await start();
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await rm(dataFolder, { recursive: true, force: true });
  });

  test('answers 202 with a Location and Retry-After before the work is done', async () => {
    const askedAtMs = nowMs();
    const response = await post(server, '/tasks/spin', JSON.stringify(A_WHILE));
    const acceptedMs = nowMs() - askedAtMs;
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toMatch(/^\/jobs\/[\da-f-]{36}$/);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    const done = await ended(server, response.headers.get('location') ?? '');
    expect(done.body).toMatchObject({ state: 'done', attempts: 1, output: expect.anything() });
    expect(acceptedMs).toBeLessThan(stampsOf(done.response).ranMs);
  });

  test('moves its jobs forward only, and keeps their end', async () => {
    const location = await submit(A_WHILE);
    const order = ['queued', 'running', 'done'];
    const places: number[] = [];
    const stateOf = async (): Promise<string> =>
      ((await (await fetch(`${server.baseUrl}${location}`)).json()) as { readonly state: string }).state;
    while (places.at(-1) !== 2) places.push(order.indexOf(await stateOf()));
    places.push(order.indexOf(await stateOf()));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(places).not.toContain(-1);
  });

  test('answers 404 with ERR_JOB_UNKNOWN for an id that it never gave out', async () => {
    for (const method of ['GET', 'DELETE']) {
      const response = await fetch(`${server.baseUrl}/jobs/nobody`, { method });
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: 'ERR_JOB_UNKNOWN' });
    }
  });

  test('cancels a job that waits, and leaves a finished one as it is', async () => {
    const [first, second] = [await submit(A_WHILE), await submit(A_WHILE)];
    const cancelled = await fetch(`${server.baseUrl}${second}`, { method: 'DELETE' });
    expect(['cancelled', 'done']).toContain(((await cancelled.json()) as { readonly state: string }).state);
    expect((await ended(server, first)).body).toMatchObject({ state: 'done' });
    const late = await fetch(`${server.baseUrl}${first}`, { method: 'DELETE' });
    expect(await late.json()).toMatchObject({ state: 'done' });
  });

  test('keeps what it promises of accepted work when its server is killed and started again', async () => {
    const { promises } = await loadStrategy(name);
    const done = await submit({ iterations: 1 });
    await ended(server, done);
    const unfinished = await submit(LONG);
    await server.stop('SIGKILL');
    server = await start();
    expect((await ended(server, done)).body).toMatchObject({ state: 'done', output: expect.anything() });
    expect((await ended(server, unfinished)).body).toMatchObject(
      promises.serverDeath === 'keeps' ? { state: 'done' } : { state: 'failed', code: 'ERR_JOB_LOST' },
    );
  });
});

test('loadStrategy() of an unknown name says which there are', async () => {
  await expect(loadStrategy('toString')).rejects.toMatchObject({ code: 'ERR_STRATEGY_UNKNOWN' });
  await expect(loadStrategy('clster')).rejects.toThrow(strategyNames.join(', '));
});
