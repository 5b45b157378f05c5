import { expect, test } from 'vitest';
import { fetchComputeStore } from '../scenarios/fetch-compute-store.ts';
import { burst } from '../scenarios/burst.ts';
import { longTasks } from '../scenarios/long-tasks.ts';
import { neighbours } from '../scenarios/neighbours.ts';
import { poison } from '../scenarios/poison.ts';
import { findTask } from '../servers/run-task.ts';
import { withWork } from './configuration.ts';
import { closedPlans, exampleRequests, openPlan, requestPlan, rowRequests, warmConnectionCount } from './trial-plan.ts';

const task = findTask('spin');
const work = { task, input: { iterations: 3 }, expected: { digest: 1 } };
const scenario = withWork(neighbours, task, work.input);
const place = (roundIndex: number) => ({
  baseUrl: 'http://127.0.0.1:1',
  seed: 7,
  roundIndex,
  senderMode: 'thrifty' as const,
});

test('openPlan() gives every target of a round the same arrivals, and every round its own', () => {
  const dueAtMs = (roundIndex: number) =>
    openPlan(scenario, work, place(roundIndex)).streams.map((stream) => stream.dueAtMs);
  expect(dueAtMs(0)).toEqual(dueAtMs(0));
  expect(dueAtMs(0)).not.toEqual(dueAtMs(1));
  const [warm, cold] = dueAtMs(0);
  expect(warm).not.toEqual(cold);
});

test('openPlan() sends neighbours from the first moment of quiet to the last of recovery', () => {
  const [warm, cold] = openPlan(scenario, work, place(0)).streams;
  const endMs = scenario.quietMs + scenario.loadMs + scenario.recoveryMs;
  expect(warm?.dueAtMs[0]).toBeLessThan(scenario.quietMs);
  expect(warm?.dueAtMs.at(-1)).toBeGreaterThan(endMs - scenario.recoveryMs);
  expect(warm?.dueAtMs.at(-1)).toBeLessThan(endMs);
  expect(warm?.request).toEqual({ method: 'GET', path: '/health', body: null });
  expect(warm?.warmConnectionCount).toBeGreaterThan(0);
  expect(cold?.warmConnectionCount).toBe(0);
});

test('closedPlans() hammer in the load phase only, and not at all with 0 clients', () => {
  expect(closedPlans(scenario, work, { baseUrl: 'http://127.0.0.1:1', delivery: 'deferred' })).toEqual([
    {
      kind: 'closed',
      delivery: 'deferred',
      baseUrl: 'http://127.0.0.1:1',
      streamName: 'heavy',
      request: { method: 'POST', path: '/tasks/spin', body: '{"iterations":3}', expected: { digest: 1 } },
      clientCount: 6,
      fromMs: scenario.quietMs,
      durationMs: scenario.loadMs,
    },
  ]);
  const idle = {
    ...scenario,
    streams: scenario.streams.map((one) => ({ ...one, load: { kind: 'closed', clientCount: 0 } as const })),
  };
  expect(closedPlans(idle, null, { baseUrl: 'http://127.0.0.1:1', delivery: 'inline' })).toEqual([]);
});

test('exampleRequests() are the task’s known answers, and none where answers are not verified', () => {
  expect(exampleRequests(work)).toHaveLength(task.examples.length);
  expect(exampleRequests({ ...work, expected: undefined })).toEqual([]);
});

const stored = withWork(fetchComputeStore, task, work.input).streams[0]!;
const path = '/rows/measured/tasks/spin';

test('requestPlan() of a stored input names its row and sends nothing', () => {
  expect(requestPlan(stored, work)).toEqual({ method: 'POST', path, body: null, expected: { digest: 1 } });
});

test('rowRequests() store the input, run it once and look whether the output is there', () => {
  expect(rowRequests(stored, work)).toEqual([
    { method: 'PUT', path, body: '{"iterations":3}', expected: { iterations: 3 } },
    { method: 'POST', path, body: null, expected: { digest: 1 } },
    { method: 'GET', path, body: null, expected: { input: { iterations: 3 }, output: { digest: 1 } } },
  ]);
  expect(rowRequests(stored, { ...work, expected: undefined }).map(({ method }) => method)).toEqual(['PUT']);
  expect(rowRequests(scenario.streams[0]!, work)).toEqual([]);
});

test.each([
  { arrivalsPerSecond: 1, count: 16 },
  { arrivalsPerSecond: 50, count: 150 },
  { arrivalsPerSecond: 5_000, count: 512 },
])('warmConnectionCount($arrivalsPerSecond) is $count', ({ arrivalsPerSecond, count }) => {
  expect(warmConnectionCount(arrivalsPerSecond)).toBe(count);
});

test('openPlan() sends poison on its own task, beside heavy work on another', () => {
  const mixed = withWork(poison, task, work.input);
  const [heavy, poisoned] = openPlan(mixed, work, place(0)).streams;
  expect(heavy?.request).toMatchObject({ path: '/tasks/spin', expected: { digest: 1 } });
  expect(poisoned?.request).toEqual({
    method: 'POST',
    path: '/tasks/poison',
    body: '{"kind":"throw"}',
    mustFail: true,
  });
  expect(poisoned?.dueAtMs[0]).toBeGreaterThanOrEqual(poison.quietMs);
});

test('openPlan() has a burst at the first moment of the load, on a connection each, and says when its clients leave', () => {
  const { streams } = openPlan(withWork(longTasks, task, work.input), work, place(0));
  const { quietMs } = longTasks;
  const heavy = streams.filter(({ request }) => request.method === 'POST');
  expect(heavy).toMatchObject([
    { streamName: 'heavy', dueAtMs: [quietMs, quietMs + 1_500] },
    { streamName: 'heavy-leaving', dueAtMs: [quietMs, quietMs + 1_000, quietMs + 2_000], leaveAfterMs: 500 },
  ]);
  expect(heavy[0]).not.toHaveProperty('leaveAfterMs');
  const [all] = openPlan(withWork(burst, task, work.input), work, place(0)).streams;
  expect(all).toMatchObject({ warmConnectionCount: 50, dueAtMs: Array.from({ length: 50 }, () => burst.quietMs) });
});
