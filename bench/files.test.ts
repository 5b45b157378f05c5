import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { exampleRecord } from '../stats/examples/example-record.ts';
import { openRunFolder } from './files.ts';

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdup-files-'));
  onTestFinished(async () => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('save() replaces the record as a whole and leaves nothing else behind', async () => {
  const out = path.join(await temporaryFolder(), 'new', 'run');
  const folder = await openRunFolder(out, '2026-11-21T10:20:30.000Z', 'neighbours');
  const record = exampleRecord();
  await folder.save({ ...record, trials: [] });
  await folder.save(record);
  expect(await readdir(out)).toEqual(['record.json']);
  expect(JSON.parse(await readFile(path.join(out, 'record.json'), 'utf8'))).toEqual(record);
});

test('openRunFolder() refuses to write over another run, and a folder that cannot be made', async () => {
  const out = await temporaryFolder();
  const file = path.join(out, 'record.json');
  await writeFile(file, '{}');
  await expect(openRunFolder(out, '', '')).rejects.toMatchObject({ code: 'ERR_OUT' });
  await expect(openRunFolder(path.join(file, 'below'), '', '')).rejects.toMatchObject({ code: 'ERR_OUT' });
});
