import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const HOUSE = fileURLToPath(new URL('../..', import.meta.url));

/** npm runs scripts in the folder of the package, wherever they were typed, and keeps that place in INIT_CWD. */
function typedFolder(): string {
  const folder = process.cwd();
  return path.relative(HOUSE, folder) === '' ? (process.env['INIT_CWD'] ?? folder) : folder;
}

/** A path from the command line, relative to where the command was typed. */
export const typedPath = (text: string): string => path.resolve(typedFolder(), text);

/** A path as a person there would type it; whole where that would lead up and away. */
export function shownPath(filePath: string): string {
  const relative = path.relative(typedFolder(), filePath);
  return relative === '' || relative.startsWith('..') ? filePath : relative;
}
