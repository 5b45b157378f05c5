import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { expect, onTestFinished, test } from 'vitest';
import { makeTemporaryFolder, sweepTemporaryFolders } from './temporary-folder.ts';

const TWO_HOURS_S = 7_200;

/** As if nobody had touched it for two hours. */
function old(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const atSeconds = Date.now() / 1_000 - TWO_HOURS_S;
  utimesSync(folder, atSeconds, atSeconds);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('the old folder of a process that is gone goes; those of a living one, new ones and those of others stay', async () => {
  // Ended, and its end was read: nobody has this id now.
  const { pid: goneId } = spawnSync(process.execPath, ['--version']);
  const left = old(path.join(tmpdir(), `holdup-trial-${goneId}-left`));
  const recent = path.join(tmpdir(), `holdup-server-${goneId}-recent`);
  mkdirSync(recent);
  onTestFinished(() => rmSync(recent, { recursive: true }));
  const own = old(await makeTemporaryFolder('server'));
  const others = old(path.join(tmpdir(), `holdup-of-others-${goneId}-`));
  await sweepTemporaryFolders();
  expect([left, recent, own, others].map(existsSync)).toEqual([false, true, true, true]);
});
