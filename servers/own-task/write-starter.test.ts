import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkTaskFile } from './check.ts';
import { writeStarter } from './write-starter.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'holdup-starter-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

test('writeStarter() writes a task that passes as it is, in a folder of its own', async () => {
  const filePath = path.join(folder, 'my-task.ts');
  await writeStarter(filePath);
  await expect(checkTaskFile(filePath)).resolves.toBeUndefined();
});

test('writeStarter() takes its types from where an editor finds them', async () => {
  const filePath = path.join(folder, 'my-task.ts');
  await writeStarter(filePath);
  const [, typesPath = ''] = /import type .* from '(.*)';/.exec(await readFile(filePath, 'utf8')) ?? [];
  expect(await readFile(path.resolve(folder, typesPath), 'utf8')).toContain('export type OwnTask');
});

test.each([
  { fileName: 'word-count.ts', name: 'word-count' },
  { fileName: 'Word Count 2.mts', name: 'word-count-2' },
  { fileName: 'my-task-2.ts', name: 'my-task-2' },
  { fileName: '3d.ts', name: 'my-3d' },
  { fileName: '....ts', name: 'my-task' },
  { fileName: 'spin.ts', name: 'my-spin' },
])('writeStarter() of $fileName names the task $name', async ({ fileName, name }) => {
  const filePath = path.join(folder, fileName);
  await writeStarter(filePath);
  const text = await readFile(filePath, 'utf8');
  expect(text).toContain(`  name: '${name}',\n`);
  expect(text).toContain(`POST /tasks/${name}.`);
  expect(text.split('\n')[0]).toContain(fileName);
});

test('writeStarter() never writes over anything', async () => {
  const filePath = path.join(folder, 'my-task.ts');
  await writeFile(filePath, 'mine');
  await expect(writeStarter(filePath)).rejects.toMatchObject({ code: 'ERR_TASK_FILE_EXISTS' });
  expect(await readFile(filePath, 'utf8')).toBe('mine');
});

test.each([
  { fileName: 'nowhere/my-task.ts', code: 'ERR_TASK_FILE_UNWRITABLE' },
  { fileName: 'my-task.js', code: 'ERR_TASK_FILE' },
])('writeStarter() of $fileName: $code', async ({ fileName, code }) => {
  await expect(writeStarter(path.join(folder, fileName))).rejects.toMatchObject({ code });
});
