import { DatabaseSync } from 'node:sqlite';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openQueueFile } from '../../kit/queue-file.ts';
import { openFilePlace } from './place.ts';

async function openExamplePlace() {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdup-place-'));
  onTestFinished(async () => rm(folder, { recursive: true, force: true }));
  const place = await openFilePlace({ temporaryFolder: async () => folder }, pathToFileURL(`${folder}/`), 800);
  return { place, file: place.args[0] ?? '' };
}

test('a queue file is locked while somebody writes, and not while somebody has it open', async () => {
  const { place, file } = await openExamplePlace();
  openQueueFile(file);
  expect(await place.isLocked()).toBe(false);
  using writer = new DatabaseSync(file);
  writer.exec('BEGIN IMMEDIATE');
  expect(await place.isLocked()).toBe(true);
  writer.exec('COMMIT');
  expect(await place.isLocked()).toBe(false);
});

test('who keeps jobs in a file that is no database has had no effects, and locks nobody out', async () => {
  const { place, file } = await openExamplePlace();
  await writeFile(file, JSON.stringify({ jobs: [{ nonce: 'abc' }] }));
  expect(await place.ledger.effectsOf('abc')).toEqual([]);
  expect(await place.ledger.beginsOf('abc')).toEqual([]);
  expect(await place.isLocked()).toBe(false);
});
