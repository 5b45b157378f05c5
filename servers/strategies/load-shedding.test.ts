import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { afterAll, expect, test } from 'vitest';
import { buildApp } from '../app.ts';
import { exampleEnv } from '../example-env.ts';
import { forkServer } from '../forked-server.ts';
import type { InlineRunner, Job } from '../strategy.ts';
import { tasks } from '../tasks/list.ts';
import { strategy } from './load-shedding.ts';

const env = exampleEnv();
afterAll(() => env[Symbol.dispose]());
const STAYING = new AbortController().signal;
const spin = (iterations: number): Job => ({ id: 'job', taskName: 'spin', input: { iterations } });
/** More than what is allowed in one turn, whatever the machine. */
const A_WHILE = spin(50_000_000);

interface Attached {
  readonly runner: InlineRunner;
  /** Resolves when the app may listen. */
  readonly ready: () => Promise<void>;
}

/** A runner whose loop is as far behind as the test says. */
async function openAttached(isUnderPressure: () => boolean): Promise<Attached> {
  const runner = await strategy.open(env);
  let ready = async (): Promise<void> => {};
  const app = {
    register: () => app,
    addHook: (_name: 'onReady', hook: () => Promise<void>) => (ready = hook),
    isUnderPressure,
  };
  runner.attach?.(app as unknown as FastifyInstance);
  return { runner, ready: async () => ready() };
}

test('run() refuses while the loop is behind, and no longer', async () => {
  let isBehind = true;
  const { runner } = await openAttached(() => isBehind);
  await expect(runner.run(spin(1), STAYING)).rejects.toMatchObject({ code: 'ERR_OVERLOADED' });
  isBehind = false;
  await expect(runner.run(spin(1), STAYING)).resolves.toMatchObject({ output: { digest: 723_471_715 } });
});

test('of what comes in one turn of a calm loop, no more is done than makes it late', async () => {
  const { runner } = await openAttached(() => false);
  const cheap = Array.from({ length: 5 }, async () => runner.run(spin(1), STAYING));
  await expect(Promise.all(cheap)).resolves.toHaveLength(5);
  await expect(runner.run(A_WHILE, STAYING)).resolves.toMatchObject({ output: { digest: 39_188_372 } });
  await expect(runner.run(spin(1), STAYING)).rejects.toMatchObject({ code: 'ERR_OVERLOADED' });
  await nextTurn();
  await expect(runner.run(spin(1), STAYING)).resolves.toMatchObject({ output: { digest: 723_471_715 } });
});

test('a job that throws is that job’s failure', async () => {
  const { runner } = await openAttached(() => false);
  const broken = runner.run({ id: 'job', taskName: 'csv-report', input: { table: 'none' } }, STAYING);
  await expect(broken).rejects.toMatchObject({ code: 'ERR_TASK_FAILED' });
});

test('a job that has begun ends for nobody: neither when its client leaves nor when its time is over', async () => {
  await using runner = await strategy.open({ ...env, taskTimeoutMs: 1 });
  await expect(runner.run(A_WHILE, AbortSignal.abort())).resolves.toMatchObject({ output: { digest: 39_188_372 } });
});

test.each([
  { what: 'until what the start cost is forgotten', behindCount: 3, askedCount: 4 },
  { what: 'for a second at most', behindCount: Infinity, askedCount: 19 },
])('a server is not ready $what', async ({ behindCount, askedCount }) => {
  let count = 0;
  const { ready } = await openAttached(() => (count += 1) <= behindCount);
  await ready();
  expect(count).toBe(askedCount);
});

/** Keeps the loop behind until disposed: it is blocked most of the time. */
function hold(): Disposable {
  const timer = setInterval(() => {
    const endAtMs = performance.now() + 60;
    while (performance.now() < endAtMs);
  }, 1);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

test('an app whose loop is behind refuses heavy work and nothing else', async () => {
  await using runner = await strategy.open(env);
  const app = buildApp(runner, tasks);
  await app.ready();
  using _held = hold();
  await expect.poll(() => app.isUnderPressure(), { timeout: 20_000 }).toBe(true);
  const spinRoute = { method: 'POST', url: '/tasks/spin' } as const;
  expect((await app.inject({ ...spinRoute, payload: { iterations: 1 } })).statusCode).toBe(503);
  expect((await app.inject({ ...spinRoute, payload: { iterations: 0 } })).statusCode).toBe(400);
  for (const url of ['/health', '/openapi.json']) expect((await app.inject(url)).statusCode).toBe(200);
  expect(app.isUnderPressure()).toBe(true);
  await app.close();
});

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: unknown;
  readonly tookMs: number;
}

async function ask(url: string, init?: RequestInit): Promise<Answer> {
  const askedAtMs = performance.now();
  const response = await fetch(url, init);
  const body: unknown = await response.json();
  const { status, headers } = response;
  return { status, retryAfter: headers.get('retry-after'), body, tookMs: performance.now() - askedAtMs };
}

/** How long the quickest `share` of them took. */
const tookMsWithin = (answers: readonly Answer[], share: number): number =>
  answers.map(({ tookMs }) => tookMs).toSorted((one, other) => one - other)[Math.floor(answers.length * share)] ??
  Number.NaN;

test('a flood is partly refused, and quickly; what is accepted is right; health checks are never refused', async () => {
  await using server = await forkServer(['--strategy', 'load-shedding', '--data', env.dataFolder]);
  const post = async (): Promise<Answer> =>
    ask(`${server.baseUrl}/tasks/spin`, {
      method: 'POST',
      body: JSON.stringify(A_WHILE.input),
      headers: { 'content-type': 'application/json' },
    });
  const answers: Answer[] = [];
  // Long enough for several tasks, one after the other; clients who never heard of Retry-After.
  const endAtMs = performance.now() + 2_000;
  const client = async (): Promise<void> => {
    while (performance.now() < endAtMs) answers.push(await post());
  };
  const healthChecks: Answer[] = [];
  const neighbour = async (): Promise<void> => {
    while (performance.now() < endAtMs) {
      healthChecks.push(await ask(`${server.baseUrl}/health`));
      await delay(5);
    }
  };
  await Promise.all([neighbour(), ...Array.from({ length: 8 }, client)]);

  const accepted = answers.filter(({ status }) => status === 200);
  const refused = answers.filter(({ status }) => status !== 200);
  expect(accepted.length).toBeGreaterThan(0);
  expect(refused.length).toBeGreaterThan(0);
  expect(new Set(accepted.map(({ body }) => JSON.stringify(body)))).toEqual(new Set(['{"digest":39188372}']));
  for (const { status, retryAfter, body } of refused) {
    expect({ status, retryAfter }).toEqual({ status: 503, retryAfter: '1' });
    expect(body).toMatchObject({ code: 'ERR_OVERLOADED', detail: expect.stringContaining('25 ms behind') });
  }
  // A refusal may have waited for a task that was read before it, and on a busy machine many have; it needs no time itself.
  expect(3 * tookMsWithin(refused, 0.25)).toBeLessThan(tookMsWithin(accepted, 0.5));
  expect(new Set(healthChecks.map(({ status }) => status))).toEqual(new Set([200]));
  // Refusals are over when the flood is.
  await expect.poll(async () => (await post()).status, { timeout: 20_000 }).toBe(200);
});
