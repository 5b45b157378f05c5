import { cp, readdir, rename } from 'node:fs/promises';
import type { Lesson } from '../lesson.ts';
import { folderName } from '../lesson-text.ts';

/** Where a learner works: the start folder's copy, in a folder that git does not see. */
export interface Playground {
  /** Ends with '/'. */
  readonly root: URL;
  readonly progressFile: URL;
}

export const playgroundAt = (root: URL): Playground => ({ root, progressFile: new URL('progress.json', root) });

/** As deep below the workshop as the lesson's own start folder, so that its imports of the kit hold. */
export const copyOf = ({ root }: Playground, lesson: Lesson): URL => new URL(`${folderName(lesson)}/start/`, root);

async function exists(folder: URL): Promise<boolean> {
  return readdir(folder).then(
    (names) => names.length > 0,
    () => false,
  );
}

/** Copies the starter, unless the learner has it already. */
export async function openCopy(playground: Playground, lesson: Lesson): Promise<URL> {
  const copy = copyOf(playground, lesson);
  if (!(await exists(copy))) await cp(new URL('start/', lesson.folder), copy, { recursive: true });
  return copy;
}

/** A fresh starter. What the learner wrote is kept beside it. @returns where, or undefined when there was nothing */
export async function resetCopy(playground: Playground, lesson: Lesson): Promise<URL | undefined> {
  const copy = copyOf(playground, lesson);
  if (!(await exists(copy))) {
    await openCopy(playground, lesson);
    return undefined;
  }
  const home = new URL('../', copy);
  const keptCount = (await readdir(home)).filter((name) => name.startsWith('kept-')).length;
  const kept = new URL(`kept-${keptCount + 1}/`, home);
  await rename(copy, kept);
  await openCopy(playground, lesson);
  return kept;
}
