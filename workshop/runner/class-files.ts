import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { HarnessError } from '../../servers/errors.ts';
import { type Progress, readProgress } from './progress.ts';

/** What learners handed in, without their names. */
export interface ClassFiles {
  readonly members: readonly Progress[];
  /** Names of files that are nobody's progress. */
  readonly unreadable: readonly string[];
}

/**
 * Reads every .json file of a folder: learners put their playground/progress.json there, each under a name of its own.
 *
 * @throws {HarnessError} ERR_USAGE when there is no such folder or no such file
 */
export async function loadClass(folder: string): Promise<ClassFiles> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    throw new HarnessError(
      'ERR_USAGE',
      `The folder ${folder} cannot be read (${cause.code}): name the one with the class's progress files`,
    );
  });
  const files = names.filter((name) => name.endsWith('.json')).toSorted();
  const read = await Promise.all(
    files.map(async (name) => ({ name, progress: await readProgress(pathToFileURL(path.join(folder, name))) })),
  );
  const members = read.map(({ progress }) => progress).filter((progress) => progress !== null);
  if (members.length === 0)
    throw new HarnessError(
      'ERR_USAGE',
      `The folder ${folder} has no progress file: copy each learner's workshop/playground/progress.json there as NAME.json`,
    );
  return { members, unreadable: read.filter(({ progress }) => progress === null).map(({ name }) => name) };
}
