import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { exampleEnv } from '../example-env.ts';
import { HarnessError } from '../errors.ts';
import { JobTable, type Retention } from './job-table.ts';

let env: ReturnType<typeof exampleEnv>;
beforeEach(() => {
  env = exampleEnv();
});
afterEach(() => {
  vi.useRealTimers();
  env[Symbol.dispose]();
});

const open = (retention: Partial<Retention> = {}): JobTable =>
  new JobTable(path.join(env.dataFolder, 'jobs.sqlite'), {
    busyMs: 10,
    retention: { keptCount: 100, keptMs: 60_000, forgetEveryMs: 0, ...retention },
  });
const accept = (table: JobTable, id: string, limit = 100): unknown =>
  table.accept({ id, taskName: 'spin', input: { iterations: 1 } }, limit, null);

/** Accepted, and at once cancelled: the shortest way to an end. */
function end(table: JobTable, id: string): void {
  accept(table, id);
  table.cancel(id);
}

test('JobTable accepts as many unfinished jobs as may be, and one more once one has ended', () => {
  using table = open();
  accept(table, 'first', 2);
  accept(table, 'second', 2);
  expect(() => accept(table, 'third', 2)).toThrow(HarnessError);
  expect(table.status('third')).toBeUndefined();
  expect(table.count('queued')).toBe(2);
  table.cancel('first');
  expect(accept(table, 'third', 2)).toMatchObject({ state: 'queued', attemptCount: 0 });
});

test('JobTable remembers jobs in its file, and several may have it open', () => {
  using one = open();
  accept(one, 'job');
  using other = open();
  other.cancel('job');
  expect(one.status('job')).toMatchObject({ state: 'cancelled' });
});

test('JobTable forgets the finished jobs that are too many, the oldest first, and never unfinished ones', () => {
  using table = open({ keptCount: 2 });
  accept(table, 'waiting');
  for (const id of ['first', 'second', 'third']) end(table, id);
  const states = ['waiting', 'first', 'second', 'third'].map((id) => table.status(id)?.state);
  expect(states).toEqual(['queued', undefined, 'cancelled', 'cancelled']);
});

test('JobTable forgets a finished job that is too old, also before its row is gone', () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  using table = open({ keptMs: 1_000, forgetEveryMs: 1e9 });
  end(table, 'job');
  accept(table, 'waiting');
  vi.advanceTimersByTime(1_000);
  expect(table.status('job')).toMatchObject({ state: 'cancelled' });
  vi.advanceTimersByTime(1);
  expect(table.status('job')).toBeUndefined();
  expect(table.status('waiting')).toMatchObject({ state: 'queued' });
});

test('JobTable removes the rows of old jobs, so that its file does not grow for ever', () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  using table = open({ keptMs: 1_000 });
  end(table, 'old');
  vi.advanceTimersByTime(1_001);
  end(table, 'new');
  expect(table.prepared('SELECT id FROM jobs').all()).toEqual([expect.objectContaining({ id: 'new' })]);
});

test('JobTable leaves a finished job as it is when it is cancelled', async () => {
  using table = open();
  end(table, 'job');
  const status = table.status('job');
  await delay(2);
  table.cancel('job');
  expect(table.status('job')).toEqual(status);
});
