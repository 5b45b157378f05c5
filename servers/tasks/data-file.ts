import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const { resolve } = createRequire(import.meta.url);
const textByPath = new Map<string, string>();

/**
 * The UTF-8 text of a file that an installed package ships, read once per process or thread and kept. A package whose
 * "exports" hide its data still resolves by name, so the path starts at the folder of its entry file.
 *
 * @param pathFromEntry for example `../data/birdstrikes.csv`
 * @throws {Error} when the package is not installed or has no such file
 */
export function loadPackageText(packageName: string, pathFromEntry: string): string {
  const path = join(dirname(resolve(packageName)), pathFromEntry);
  const known = textByPath.get(path);
  if (known !== undefined) return known;
  const text = readFileSync(path, 'utf8');
  textByPath.set(path, text);
  return text;
}
