import { expect, test } from 'vitest';
import { neighbours } from '../scenarios/neighbours.ts';
import { findTask } from '../servers/run-task.ts';
import { withWork } from './configuration.ts';
import { closedPlans, exampleRequests, openPlan, warmConnectionCount } from './trial-plan.ts';

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
      clientCount: 8,
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

test.each([
  { arrivalsPerSecond: 1, count: 16 },
  { arrivalsPerSecond: 50, count: 150 },
  { arrivalsPerSecond: 5_000, count: 512 },
])('warmConnectionCount($arrivalsPerSecond) is $count', ({ arrivalsPerSecond, count }) => {
  expect(warmConnectionCount(arrivalsPerSecond)).toBe(count);
});
