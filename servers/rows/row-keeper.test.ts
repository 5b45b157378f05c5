import { afterAll, expect, test } from 'vitest';
import { exampleEnv } from '../example-env.ts';
import type { Executor } from '../runners.ts';
import { keepOutputs } from './row-keeper.ts';
import { Rows } from './rows.ts';

const env = exampleEnv();
afterAll(() => env[Symbol.dispose]());
const { dataFolder } = env;
const place = { key: 'a', taskName: 'spin' };
const job = { id: 'job', taskName: 'spin', input: { iterations: 1 } };
const STAYING = new AbortController().signal;

const executor = (during = (): void => {}): Executor => ({
  execute: async () => {
    during();
    return { output: { digest: 7 }, startedAtMs: 0, finishedAtMs: 0 };
  },
  [Symbol.asyncDispose]: async () => {},
});

test('a job from a row is done once its output is in the row', async () => {
  await using rows = new Rows(dataFolder);
  await rows.put(place, job.input);
  await using keeper = keepOutputs(executor(), dataFolder);
  await keeper.execute({ ...job, rowKey: 'a' }, STAYING);
  expect(await rows.read(place)).toMatchObject({ output: { digest: 7 } });
});

test('a job that was cancelled while it ran leaves its row as it is', async () => {
  await using rows = new Rows(dataFolder);
  await rows.put(place, job.input);
  const leaving = new AbortController();
  await using keeper = keepOutputs(
    executor(() => leaving.abort()),
    dataFolder,
  );
  await expect(keeper.execute({ ...job, rowKey: 'a' }, leaving.signal)).rejects.toThrow('aborted');
  expect(await rows.read(place)).toMatchObject({ output: null });
});

test('a job from a row that is gone fails, and so does one whose worker cannot reach the rows; others are done', async () => {
  await using near = keepOutputs(executor(), dataFolder);
  await expect(near.execute({ ...job, rowKey: 'b' }, STAYING)).rejects.toMatchObject({ code: 'ERR_ROW_UNKNOWN' });
  await using far = keepOutputs(executor(), null);
  await expect(far.execute({ ...job, rowKey: 'a' }, STAYING)).rejects.toMatchObject({ code: 'ERR_DATABASE' });
  expect(await far.execute(job, STAYING)).toMatchObject({ output: { digest: 7 } });
});
