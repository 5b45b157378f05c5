import { expect, test } from 'vitest';
import { slicesOf } from './slices.ts';
import { nowMs } from './telemetry.ts';

const spin = { taskName: 'spin', input: { iterations: 3 } };
const unsliced = {
  taskName: 'password-hash',
  input: { password: '', salt: '', costLog2: 4, blockSize: 1, parallelization: 1 },
};

test('slicesOf() a task with steps pauses after each, and ends with its output', () => {
  const slices = slicesOf(spin);
  expect(slices.next()).toEqual({ done: false, value: undefined });
  let slice = slices.next();
  while (slice.done !== true) slice = slices.next();
  expect(slice.value.output).toEqual({ digest: 2_064_144_800 });
});

test('slicesOf() begins with the first slice, not before, and is done with the last', () => {
  const slices = slicesOf(spin);
  const beforeMs = nowMs();
  slices.next();
  const betweenMs = nowMs();
  let slice = slices.next();
  while (slice.done !== true) slice = slices.next();
  const { startedAtMs, finishedAtMs } = slice.value;
  const timesMs = [beforeMs, startedAtMs, betweenMs, finishedAtMs, nowMs()];
  expect(timesMs).toEqual(timesMs.toSorted((one, other) => one - other));
});

test('slicesOf() a task without steps is one slice', () => {
  expect(slicesOf(unsliced).next()).toMatchObject({
    done: true,
    value: { output: { keyHex: expect.stringMatching(/^77d6576238657b20/) } },
  });
});

test('a slice that throws is the job’s failure, with the task’s name and reason', () => {
  const failing = slicesOf({ taskName: 'csv-report', input: { table: 'none', groupBy: 'x', measure: 'y' } });
  expect(() => failing.next()).toThrow(/^The task csv-report failed: ./);
  const unknown = slicesOf({ taskName: 'nap', input: {} });
  expect(() => unknown.next()).toThrow(expect.objectContaining({ code: 'ERR_TASK_UNKNOWN' }));
});
