import { once } from 'node:events';
import { request } from 'node:http';
import { expect, test } from 'vitest';
import { buildApp } from './app.ts';
import { HarnessError } from './errors.ts';
import type { Runner } from './strategy.ts';
import { tasks } from './tasks/list.ts';

const runnerOf = (run: Runner['run']): Runner => ({
  run,
  gauges: () => ({ runningCount: 0, queuedCount: 0 }),
  [Symbol.asyncDispose]: async () => {},
});
const spin = { method: 'POST', url: '/tasks/spin', payload: { iterations: 1 } } as const;

test('POST /tasks/:taskName hands the runner a job and answers with its output as JSON', async () => {
  const app = buildApp(
    runnerOf(async ({ taskName, input }) => [taskName, input]),
    tasks,
  );
  const response = await app.inject(spin);
  expect(response.headers['content-type']).toContain('application/json');
  expect(response.json()).toEqual(['spin', { iterations: 1 }]);
});

test.each([
  { code: 'ERR_QUEUE_FULL', status: 503, retryAfter: '1' },
  { code: 'ERR_TASK_FAILED', status: 500, retryAfter: undefined },
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
      return null;
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
