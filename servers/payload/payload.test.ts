import { setTimeout as delay } from 'node:timers/promises';
import { transferableSymbol, valueSymbol } from 'piscina';
import { afterAll, expect, test } from 'vitest';
import { exampleEnv } from '../example-env.ts';
import type { Job } from '../strategy.ts';
import { autoLevels } from '../tasks/auto-levels.ts';
import { HeldBytes, filled } from './held-bytes.ts';
import { PassedBytes } from './passed-bytes.ts';
import { type Lend, type Loan, payloadRunner } from './payload-runner.ts';
import type { PayloadTask } from './payload-task.ts';
import { answerAndReturn } from './payload-thread.ts';

const env = exampleEnv();
afterAll(() => env[Symbol.dispose]());
const STAYING = new AbortController().signal;
const { input, output } = autoLevels.examples[1]!;
const job: Job = { id: 'job', taskName: 'auto-levels', input };
const inMemory = (byteCount: number): ArrayBuffer => new ArrayBuffer(byteCount);

/** Fills one byte, and counts how often. */
function countingTask(): { readonly task: PayloadTask; readonly fillCount: () => number } {
  let fillCount = 0;
  const payload = {
    byteCount: () => 1,
    fill: (_: unknown, bytes: Uint8Array) => {
      fillCount += 1;
      bytes[0] = 7;
    },
    run: () => null,
  };
  return { task: { ...(autoLevels as unknown as PayloadTask), payload }, fillCount: () => fillCount };
}

test('HeldBytes keep the bytes of one input until another input is asked for', () => {
  const { task, fillCount } = countingTask();
  const held = new HeldBytes();
  const first = held.of(task.payload, 1);
  expect(held.of(task.payload, 1)).toBe(first);
  expect(fillCount()).toBe(1);
  held.of(task.payload, 2);
  expect(held.of(task.payload, 1)).not.toBe(first);
  expect(fillCount()).toBe(3);
});

test('PassedBytes make as many copies as are away at once, and take each back for the next job', () => {
  const { task, fillCount } = countingTask();
  const passed = new PassedBytes();
  const lend = (one: number) => passed.lend(task, one) as Loan & { readonly kind: 'given-away' };
  const [first, second] = [lend(1), lend(1)];
  expect(first.bytes).not.toBe(second.bytes);
  first.takeBack(first.bytes);
  expect(lend(1).bytes).toBe(first.bytes);
  expect(fillCount()).toBe(2);
  // Of an input that nobody asks for any more nothing is kept.
  first.takeBack(first.bytes);
  expect(lend(2).bytes).not.toBe(first.bytes);
  second.takeBack(second.bytes);
  expect(lend(2).bytes).not.toBe(second.bytes);
  expect(fillCount()).toBe(4);
});

test('bytes that are kept are there while a thread works on a copy of them', async () => {
  const bytes = filled(autoLevels.payload, input, inMemory);
  await using runner = payloadRunner(() => ({ kind: 'kept', bytes }), env);
  const running = runner.run(job, STAYING);
  await expect.poll(() => runner.gauges().runningCount).toBe(1);
  expect(bytes.byteLength).toBe(4_000);
  expect(await running).toMatchObject({ output });
  expect(bytes.byteLength).toBe(4_000);
});

test('bytes that are given away are gone until they come back with the answer, the same as before', async () => {
  const bytes = filled(autoLevels.payload, input, inMemory);
  const copy = Uint8Array.from(bytes);
  const returned: Uint8Array[] = [];
  const loan: Loan = { kind: 'given-away', bytes, takeBack: (back) => returned.push(back) };
  await using runner = payloadRunner(() => loan, env);
  expect(await runner.run(job, STAYING)).toMatchObject({ output });
  expect(bytes.byteLength).toBe(0);
  expect(returned).toEqual([copy]);
});

test('answerAndReturn() sends the bytes back without a copy', () => {
  const bytes = filled(autoLevels.payload, input, inMemory);
  const sent = answerAndReturn({ taskName: 'auto-levels', input, bytes }) as Readonly<Record<symbol, unknown>>;
  expect(sent[transferableSymbol]).toBe(bytes.buffer);
  expect(sent[valueSymbol]).toMatchObject({ answer: { kind: 'done', output }, bytes });
});

test('shared bytes are the thread’s and the server’s at once', async () => {
  const bytes = filled(autoLevels.payload, input, (byteCount) => new SharedArrayBuffer(byteCount));
  await using runner = payloadRunner(() => ({ kind: 'kept', bytes }), env);
  expect(await runner.run(job, STAYING)).toMatchObject({ output });
  bytes.fill(0);
  // The thread sees what was written since, without being sent anything new.
  expect(await runner.run(job, STAYING)).toMatchObject({ output: { black: 0, white: 0, levelSum: 0 } });
});

test('bytes come back also from a task that throws, and are lost with a thread that is ended', async () => {
  const { payload } = autoLevels;
  const returned: Uint8Array[] = [];
  const lend: Lend = (_, asked) => ({
    kind: 'given-away',
    bytes: filled(payload, asked as typeof input, inMemory),
    takeBack: (bytes) => returned.push(bytes),
  });
  await using runner = payloadRunner(lend, env);
  await expect(runner.run({ ...job, taskName: 'csv-report' }, STAYING)).rejects.toMatchObject({
    code: 'ERR_TASK_UNSUPPORTED',
  });
  const broken = { ...job, input: { ...input, clippedPerMille: 'many' } };
  await runner.run(broken, STAYING).catch(() => {});
  expect(returned).toHaveLength(1);
  const leaving = new AbortController();
  const left = runner.run({ ...job, input: { ...input, pixelCount: 16 * 1_024 * 1_024 } }, leaving.signal);
  await delay(5);
  leaving.abort();
  await expect(left).rejects.toMatchObject({ code: 'ERR_CLIENT_LEFT' });
  expect(returned).toHaveLength(1);
  expect(await runner.run(job, STAYING)).toMatchObject({ output });
  expect(returned).toHaveLength(2);
});
