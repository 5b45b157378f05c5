import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import path from 'node:path';
import type { Lesson } from './lesson.ts';

/** For tests: a playground of their own beside the real one, as the kit's imports hold there. */
export async function openExamplePlayground(): Promise<URL & AsyncDisposable> {
  const folder = await mkdtemp(fileURLToPath(new URL('./playground-test-', import.meta.url)));
  const root = pathToFileURL(`${folder}${path.sep}`);
  return Object.assign(root, {
    [Symbol.asyncDispose]: async () => rm(folder, { recursive: true, force: true }),
  });
}

/** A start folder in it, with the lesson's solution in which one file is another one. */
export async function writeVariant(root: URL, lesson: Lesson, file: string, source: string): Promise<URL> {
  const folder = new URL('variant/start/', root);
  await mkdir(folder, { recursive: true });
  await cp(new URL('solution/', lesson.folder), folder, { recursive: true });
  await writeFile(new URL(file, folder), source);
  return folder;
}
