import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { isAlive } from './is-alive.ts';

/** Two containers may share the folder and not see each other's processes: what was touched so recently may be in use there. */
const UNTOUCHED_MS = 3_600_000;

const KINDS = ['server', 'trial', 'fault', 'redis', 'lesson'] as const;
const NAME = new RegExp(`^holdup-(?:${KINDS.join('|')})-(\\d+)-`);

/**
 * A new folder in the system's temporary one. Whoever makes it removes it; its name tells the process, so that
 * `sweepTemporaryFolders` finds what a killed one left.
 */
export const makeTemporaryFolder = async (kind: (typeof KINDS)[number]): Promise<string> =>
  mkdtemp(path.join(tmpdir(), `holdup-${kind}-${process.pid}-`));

async function isLeft(name: string): Promise<boolean> {
  const [, processId] = NAME.exec(name) ?? [];
  if (processId === undefined || isAlive(Number(processId))) return false;
  const { mtimeMs } = await stat(path.join(tmpdir(), name));
  return Date.now() - mtimeMs > UNTOUCHED_MS;
}

/** Removes what was made by processes that are gone, and lay untouched for an hour. */
export async function sweepTemporaryFolders(): Promise<void> {
  const names = await readdir(tmpdir());
  // Whoever may not remove another user's folder has no need to; another sweep may have been faster.
  await Promise.allSettled(
    names.map(async (name) => {
      if (await isLeft(name)) await rm(path.join(tmpdir(), name), { recursive: true });
    }),
  );
}
