import { once } from 'node:events';
import { request } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { expect, test } from 'vitest';
import { buildApp } from './app.ts';
import { HarnessError } from './errors.ts';
import { openApiDocument } from './openapi.ts';
import type { InlineRunner } from './strategy.ts';
import type { Json } from './task.ts';
import { tasks } from './tasks/list.ts';
import { nowMs } from './telemetry.ts';

const runnerOf = (run: InlineRunner['run']): InlineRunner => ({
  run,
  gauges: () => ({ runningCount: 0, queuedCount: 0 }),
  [Symbol.asyncDispose]: async () => {},
});
const runOf = (output: Json) => ({ output, startedAtMs: 1_000, finishedAtMs: 2_000 });
const spin = { method: 'POST', url: '/tasks/spin', payload: { iterations: 1 } } as const;

test('POST /tasks/:taskName hands the runner a job and answers with its output as JSON', async () => {
  const app = buildApp(
    runnerOf(async ({ taskName, input }) => runOf([taskName, input])),
    tasks,
  );
  const response = await app.inject(spin);
  expect(response.headers['content-type']).toContain('application/json');
  expect(response.json()).toEqual(['spin', { iterations: 1 }]);
});

test('a runner is attached to the app that it serves, once and before that is ready', async () => {
  const attached: FastifyInstance[] = [];
  const app = buildApp(
    {
      ...runnerOf(async () => runOf(null)),
      attach: (one) => {
        attached.push(one);
        one.decorate('answer', 42);
      },
    },
    tasks,
  );
  expect(attached).toEqual([app]);
  await app.ready();
  expect(attached).toHaveLength(1);
  expect(app.hasDecorator('answer')).toBe(true);
});

test('an answer carries when it arrived, and when its work began and was done, to the microsecond', async () => {
  const run = { output: null, startedAtMs: nowMs() + 5, finishedAtMs: nowMs() + 7.000_4 };
  const app = buildApp(
    runnerOf(async () => run),
    tasks,
  );
  const askedAtMs = nowMs();
  const { headers } = await app.inject(spin);
  const [arrivedMs, ...others] = String(headers['holdup-stamps']).split(',');
  expect(others).toEqual([run.startedAtMs.toFixed(3), run.finishedAtMs.toFixed(3)]);
  // A rounded time may lie half a microsecond before the true one.
  expect(Number(arrivedMs)).toBeGreaterThan(askedAtMs - 0.001);
  expect(Number(arrivedMs)).toBeLessThan(nowMs());
});

test('GET /health is one moment: it arrives, starts and finishes at once', async () => {
  const app = buildApp(
    runnerOf(async () => runOf(null)),
    tasks,
  );
  const stamps = String((await app.inject('/health')).headers['holdup-stamps']).split(',');
  expect(stamps).toEqual([stamps[0], stamps[0], stamps[0]]);
  expect(stamps[0]).toMatch(/^\d+\.\d{3}$/);
});

test('openApiDocument() tells other servers of the stamps and does not ask for them', () => {
  const document = JSON.parse(JSON.stringify(openApiDocument(tasks))) as {
    paths: Record<string, Record<string, { responses: Record<string, { headers: Record<string, object> }> }>>;
  };
  const answers = ['/health', '/jobs/{id}', ...tasks.map(({ name }) => `/tasks/${name}`)].map((route) => {
    const { get, post } = document.paths[route] ?? {};
    return (get ?? post)?.responses['200'];
  });
  for (const answer of answers) expect(answer?.headers['holdup-stamps']).toMatchObject({ required: false });
});

test.each([
  { code: 'ERR_QUEUE_FULL', status: 503, retryAfter: '1' },
  { code: 'ERR_OVERLOADED', status: 503, retryAfter: '1' },
  { code: 'ERR_TASK_FAILED', status: 500, retryAfter: undefined },
  { code: 'ERR_TASK_UNSUPPORTED', status: 501, retryAfter: undefined },
] as const)('a runner that throws $code is answered with $status', async ({ code, status, retryAfter }) => {
  const app = buildApp(
    runnerOf(async () => {
      throw new HarnessError(code, 'because');
    }),
    tasks,
  );
  const response = await app.inject(spin);
  expect(response.statusCode).toBe(status);
  expect(response.headers['retry-after']).toBe(retryAfter);
  expect(response.headers['holdup-stamps']).toBeUndefined();
  expect(response.json()).toMatchObject({ code, detail: 'because', status });
});

test('an error that is not ours is a 500 with ERR_INTERNAL and without a stack', async () => {
  const app = buildApp(
    runnerOf(async () => {
      throw new TypeError('odd');
    }),
    tasks,
  );
  const response = await app.inject(spin);
  expect(response.statusCode).toBe(500);
  expect(response.json()).toMatchObject({ code: 'ERR_INTERNAL', detail: 'odd' });
  expect(response.body).not.toContain('app.test.ts');
});

test('the signal of a job aborts when its client leaves, and only then', async () => {
  const aborted = Promise.withResolvers<string>();
  const app = buildApp(
    runnerOf(async (_job, signal) => {
      signal.addEventListener('abort', () => aborted.resolve('left'));
      return new Promise(() => {});
    }),
    tasks,
  );
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  const client = request({
    port,
    host: '127.0.0.1',
    path: '/tasks/spin',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  });
  client.on('error', () => {});
  client.end('{"iterations":1}');
  await once(client, 'finish');
  setTimeout(() => client.destroy(), 20);
  await expect(aborted.promise).resolves.toBe('left');
  await app.close();
});

test('the signal of a job that is answered never aborts', async () => {
  let jobSignal: AbortSignal | undefined;
  const app = buildApp(
    runnerOf(async (_job, signal) => {
      jobSignal = signal;
      return runOf(null);
    }),
    tasks,
  );
  // A real connection: an injected request has no socket to close.
  const baseUrl = await app.listen({ host: '127.0.0.1', port: 0 });
  const headers = { 'content-type': 'application/json', connection: 'close' };
  const response = await fetch(`${baseUrl}/tasks/spin`, { method: 'POST', headers, body: '{"iterations":1}' });
  expect(await response.json()).toBeNull();
  await app.close();
  expect(jobSignal?.aborted).toBe(false);
});
