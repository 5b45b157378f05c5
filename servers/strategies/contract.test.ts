import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ForkedServer, forkServer, isAlive } from '../forked-server.ts';
import type { Json } from '../task.ts';
import { tasks } from '../tasks/list.ts';
import { nowMs } from '../telemetry.ts';
import { loadStrategy, strategyNames } from './index.ts';

/** About 100 ms on a machine of today. */
const A_WHILE = { iterations: 50_000_000 };

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

describe.each(strategyNames)('%s', (name) => {
  test('has the name of its key and a summary', async () => {
    const strategy = await loadStrategy(name);
    expect(strategy.name).toBe(name);
    expect(strategy.summary).toMatch(/^[A-Z].{40,}\.$/);
  });

  test('says what queueing theory takes it for, or nothing', async () => {
    const strategy = await loadStrategy(name);
    const model = strategy.queue?.(3) ?? { kind: 'pool', count: 3 };
    // As many loops as processes; a pool is for those who hand the work to all their workers.
    const loopCount = strategy.processCount?.(3) ?? 1;
    expect(model).toEqual({ kind: model.kind, count: model.kind === 'loop' ? loopCount : 3 });
  });

  describe('as a server', () => {
    let server: ForkedServer;
    beforeAll(async () => {
      server = await forkServer(['--strategy', name, '--workers', '2']);
    });
    afterAll(async () => server[Symbol.asyncDispose]());

    test.each(examples)('answers example $exampleIndex of $taskName', async ({ taskName, input, output }) => {
      const response = await post(server, `/tasks/${taskName}`, JSON.stringify(input));
      expect(response.status).toBe(200);
      expect((await response.json()) as Json).toStrictEqual(output);
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
      const askedAtMs = nowMs();
      const [long, short] = [
        await post(server, '/tasks/spin', JSON.stringify(A_WHILE)),
        await post(server, '/tasks/spin', '{"iterations":1}'),
      ].map(stampsOf);
      const answeredAtMs = nowMs();
      // Half a microsecond of rounding aside, everything in its order on one clock.
      const timesMs = [askedAtMs - 0.001, ...(long?.timesMs ?? []), ...(short?.timesMs ?? []), answeredAtMs + 0.001];
      expect(timesMs).toHaveLength(8);
      expect(timesMs).toEqual(timesMs.toSorted((one, other) => one - other));
      expect(long?.ranMs).toBeGreaterThan(20 * (short?.ranMs ?? Number.NaN));
      // The only task there is takes most of the time; a start that was stamped late would not.
      expect(long?.ranMs).toBeGreaterThan((answeredAtMs - askedAtMs) / 3);
    });

    test('lives on when a client leaves in the middle of its task', async () => {
      const leaving = new AbortController();
      const left = fetch(`${server.baseUrl}/tasks/spin`, {
        method: 'POST',
        body: JSON.stringify(A_WHILE),
        headers: { 'content-type': 'application/json' },
        signal: leaving.signal,
      });
      await delay(30);
      leaving.abort();
      await expect(left).rejects.toThrow(/abort/);
      const response = await post(server, '/tasks/spin', JSON.stringify({ iterations: 1 }));
      expect(response.status).toBe(200);
    });

    test('sends telemetry of every process', async () => {
      const heardIds = () =>
        new Set(server.messages.flatMap((message) => (message.kind === 'telemetry' ? [message.sample.processId] : [])));
      await expect.poll(() => heardIds()).toEqual(new Set(server.processIds));
    });
  });

  test('answers or refuses, nothing else, when more comes than its queue may hold', async () => {
    await using server = await forkServer(['--strategy', name, '--workers', '1', '--queue-limit', '1']);
    const responses = await Promise.all(
      Array.from({ length: 8 }, async () => post(server, '/tasks/spin', JSON.stringify(A_WHILE))),
    );
    const statuses = responses.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(0);
    for (const response of responses) {
      if (response.status === 200) continue;
      expect(response.status).toBe(503);
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await response.json()).toMatchObject({ code: 'ERR_QUEUE_FULL' });
    }
  });

  test.each([{ how: { kind: 'stop' } as const }, { how: 'SIGTERM' as const }])(
    'ends within 5 s of $how in the middle of tasks and leaves no process and no open port',
    async ({ how }) => {
      await using server = await forkServer(['--strategy', name, '--workers', '2']);
      const underWay = Array.from({ length: 4 }, async () => post(server, '/tasks/spin', JSON.stringify(A_WHILE)));
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

test('loadStrategy() of an unknown name says which there are', async () => {
  await expect(loadStrategy('toString')).rejects.toMatchObject({ code: 'ERR_STRATEGY_UNKNOWN' });
  await expect(loadStrategy('clster')).rejects.toThrow(strategyNames.join(', '));
});
