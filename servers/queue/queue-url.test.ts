import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { exampleEnv } from '../example-env.ts';
import { enginePlace } from './queue-url.ts';

test('enginePlace() takes the name after the #, and gives the engine the rest', async () => {
  expect(await enginePlace('rediss://me:secret@example.org:6380/2#orders', { dataFolder: '/anywhere' })).toEqual({
    engineUrl: 'rediss://me:secret@example.org:6380/2',
    shownUrl: 'rediss://example.org:6380/2',
    queueName: 'orders',
    folder: null,
  });
});

test('enginePlace() without a name gives each folder its own, and the same one again', async () => {
  using one = exampleEnv();
  using other = exampleEnv();
  const placeOf = async ({ dataFolder }: { readonly dataFolder: string }) =>
    enginePlace('redis://host', { dataFolder });
  // Several processes may be the first.
  const first = await Promise.all([placeOf(one), placeOf(one), placeOf(one)]);
  expect(new Set(first.map(({ queueName }) => queueName)).size).toBe(1);
  expect(first[0]).toMatchObject({ queueName: expect.stringMatching(/^[\da-f-]{36}$/), folder: one.dataFolder });
  expect(await placeOf(one)).toEqual(first[0]);
  expect((await placeOf(other)).queueName).not.toBe(first[0]?.queueName);
  expect(await readdir(one.dataFolder)).toEqual(['queue-id']);
  expect(await readFile(path.join(one.dataFolder, 'queue-id'), 'utf8')).toBe(`${first[0]?.queueName}\n`);
});

test.each([
  { queueUrl: 'redis', says: 'got "redis"' },
  { queueUrl: 'postgres://host/db', says: 'got "postgres://"' },
  { queueUrl: 'redis://host#a:b', says: 'got "a:b"' },
  { queueUrl: 'redis://me:secret@host', says: 'after a #: got "redis://host"' },
])('enginePlace() refuses $queueUrl without a folder, and does not tell passwords', async ({ queueUrl, says }) => {
  const refused = enginePlace(queueUrl, { dataFolder: null });
  await expect(refused).rejects.toMatchObject({ code: 'ERR_QUEUE_URL', message: expect.stringContaining(says) });
  await expect(refused).rejects.not.toThrow('secret');
});

test('enginePlace() refuses a folder whose id is none', async () => {
  using env = exampleEnv();
  await writeFile(path.join(env.dataFolder, 'queue-id'), 'two words');
  await expect(enginePlace('redis://host', env)).rejects.toMatchObject({ code: 'ERR_QUEUE_URL' });
});
