import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { poison } from './poison.ts';

const stepCountOf = (steps: Iterator<void, unknown>): number => {
  let stepCount = 0;
  while (steps.next().done !== true) stepCount += 1;
  return stepCount;
};

test('poison throws where it is told to, and not before it begins', () => {
  const steps = poison.steps({ kind: 'throw' });
  expect(steps.next()).toEqual({ done: false, value: undefined });
  expect(() => steps.next()).toThrow('on purpose');
  expect(() => poison.run({ kind: 'throw' })).toThrow('on purpose');
});

test('poison spins for as long as it is told, in slices that others fit between', () => {
  const startedAtMs = performance.now();
  const stepCount = stepCountOf(poison.steps({ kind: 'never-ends', spinMs: 50 }));
  expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(50);
  // One for each millisecond, unless the machine took longer for some.
  expect(stepCount).toBeGreaterThan(5);
  expect(stepCount).toBeLessThanOrEqual(53);
});

test('poison holds the memory that it is told to', () => {
  const steps = poison.steps({ kind: 'eat-memory', memoryMb: 64 });
  const before = process.memoryUsage().heapUsed;
  for (let stepIndex = 0; stepIndex < 65; stepIndex += 1) steps.next();
  expect(process.memoryUsage().heapUsed - before).toBeGreaterThan(48 * 1_024 ** 2);
  steps.next();
  expect(steps.next()).toEqual({ done: true, value: { kind: 'eat-memory' } });
});

/** Runs the task in a process or thread of its own, which would say so if it came back. */
const SCRIPT = `
import { poison } from ${JSON.stringify(new URL('poison.ts', import.meta.url).href)};
poison.run({ kind: 'exit' });
process.exit(0);
`;
const entry = new URL(`data:text/javascript,${encodeURIComponent(SCRIPT)}`);

test('poison ends the thread that runs it, and not the process', async () => {
  const [code] = (await once(new Worker(entry), 'exit')) as [number];
  expect(code).toBe(3);
});

test('poison ends the process that runs it', async () => {
  const child = fork(fileURLToPath(new URL('poison.ts', import.meta.url)), [], {
    execArgv: ['--import', entry.href],
    stdio: 'ignore',
  });
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(3);
});

test.each([
  { kind: 'never-ends' },
  { kind: 'never-ends', spinMs: 60_001 },
  { kind: 'eat-memory', memoryMb: 513 },
  { kind: 'none', spinMs: 5 },
  { kind: 'fork' },
])('poison refuses %o', (input) => {
  expect(Value.Check(poison.inputSchema, input)).toBe(false);
});
