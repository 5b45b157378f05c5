import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { exampleEnv } from '../example-env.ts';
import { Rows } from './rows.ts';

const env = exampleEnv();
afterAll(() => env[Symbol.dispose]());
const { dataFolder } = env;
const place = (key: string) => ({ key, taskName: 'spin' });

test('read() gives the input that was put, and the output that was written', async () => {
  await using rows = new Rows(dataFolder);
  await rows.put(place('a'), { iterations: 3 });
  expect(await rows.read(place('a'))).toMatchObject({ input: { iterations: 3 }, output: null });
  await rows.write(place('a'), { digest: 7 });
  expect(await rows.read(place('a'))).toMatchObject({ input: { iterations: 3 }, output: { digest: 7 } });
});

test('put() of a known row replaces its input and drops its output', async () => {
  await using rows = new Rows(dataFolder);
  await rows.put(place('b'), { iterations: 3 });
  await rows.write(place('b'), { digest: 7 });
  await rows.put(place('b'), { iterations: 4 });
  expect(await rows.read(place('b'))).toMatchObject({ input: { iterations: 4 }, output: null });
});

test('read() and write() of a row that nobody put are ERR_ROW_UNKNOWN, also under another task’s name', async () => {
  await using rows = new Rows(dataFolder);
  await rows.put(place('c'), { iterations: 3 });
  const other = { key: 'c', taskName: 'csv-report' };
  await expect(rows.read(other)).rejects.toMatchObject({ code: 'ERR_ROW_UNKNOWN' });
  await expect(rows.write(other, 1)).rejects.toMatchObject({ code: 'ERR_ROW_UNKNOWN' });
  await rows.put(other, { table: 'birds' });
  expect(await rows.read(place('c'))).toMatchObject({ input: { iterations: 3 } });
});

test('a row is the same for everybody who has the folder open', async () => {
  await using rows = new Rows(dataFolder);
  await using others = new Rows(dataFolder);
  await rows.put(place('d'), { iterations: 3 });
  await others.write(place('d'), { digest: 7 });
  expect(await rows.read(place('d'))).toMatchObject({ output: { digest: 7 } });
});

test('a file that cannot be opened is ERR_DATABASE, with what the database says', async () => {
  await using rows = new Rows(path.join(dataFolder, 'no-such-folder'));
  await expect(rows.read(place('e'))).rejects.toMatchObject({
    code: 'ERR_DATABASE',
    message: expect.stringContaining('unable to open'),
  });
});

test('the loop is free while the database waits for somebody else', async () => {
  await using rows = new Rows(dataFolder);
  await rows.put(place('f'), { iterations: 3 });
  using holder = new DatabaseSync(path.join(dataFolder, 'rows.sqlite'));
  holder.exec('BEGIN IMMEDIATE');
  let isWritten = false;
  const written = rows.write(place('f'), { digest: 7 }).then(() => (isWritten = true));
  // Were the loop the one that waits, this timer would fire when the write has given up.
  await delay(100);
  expect(isWritten).toBe(false);
  holder.exec('COMMIT');
  await written;
  expect(await rows.read(place('f'))).toMatchObject({ output: { digest: 7 } });
});

test('disposal waits for what was asked before', async () => {
  const rows = new Rows(dataFolder);
  await rows.put(place('g'), { iterations: 3 });
  const written = rows.write(place('g'), { digest: 7 });
  await rows[Symbol.asyncDispose]();
  await expect(written).resolves.toBeGreaterThanOrEqual(0);
  await using again = new Rows(dataFolder);
  expect(await again.read(place('g'))).toMatchObject({ output: { digest: 7 } });
});
