import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { isAlive } from '../servers/is-alive.ts';

const PREFIX = 'holdup-trial-';

/**
 * A new folder for the database files of one server, gone with `resources`. Not the server's own temporary folder: a killed
 * one would leave it behind. It carries our process id, so that a later run finds what a killed run left.
 */
export async function openDataFolder(resources: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), `${PREFIX}${process.pid}-`));
  resources.defer(async () => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Removes the folders of runs whose process is gone. Those of runs that go on stay. */
export async function sweepDataFolders(): Promise<void> {
  const names = await readdir(tmpdir());
  const left = names.filter((name) => {
    const [, processId] = /^holdup-trial-(\d+)-/.exec(name) ?? [];
    return processId !== undefined && !isAlive(Number(processId));
  });
  // Whoever may not remove another user's folder has no need to.
  await Promise.allSettled(left.map(async (name) => rm(path.join(tmpdir(), name), { recursive: true })));
}
