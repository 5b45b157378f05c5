import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { openDataFolder, sweepDataFolders } from './data-folder.ts';

test('the folder of a run that was killed goes, those of runs under way and other folders stay', async () => {
  await using resources = new AsyncDisposableStack();
  const own = await openDataFolder(resources);
  // Ended, and its end was read: nobody has this id now.
  const { pid: goneId } = spawnSync(process.execPath, ['--version']);
  const left = path.join(tmpdir(), `holdup-trial-${goneId}-left`);
  const others = path.join(tmpdir(), `holdup-trial-others-${process.pid}`);
  for (const folder of [left, others]) {
    mkdirSync(folder);
    resources.adopt(folder, async (made) => rm(made, { recursive: true, force: true }));
  }
  await sweepDataFolders();
  expect(existsSync(left)).toBe(false);
  expect(existsSync(own)).toBe(true);
  expect(existsSync(others)).toBe(true);
});

test('a data folder goes with its resources', async () => {
  const resources = new AsyncDisposableStack();
  const folder = await openDataFolder(resources);
  expect(existsSync(folder)).toBe(true);
  await resources.disposeAsync();
  expect(existsSync(folder)).toBe(false);
});
