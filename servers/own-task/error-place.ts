import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { shownPath } from './typed-path.ts';

/** Where in somebody's code something went wrong. */
export interface Place {
  readonly filePath: string;
  /** From 1; null where only the file is known. */
  readonly line: number | null;
}

const ABSOLUTE = String.raw`(?:file:\/\/|\/|[A-Za-z]:[\\/]).*`;
/** A compiler's complaint begins with where it looked: "file:///a/b.ts:3" or "/a/b.ts:3". */
const COMPLAINT = new RegExp(String.raw`^(${ABSOLUTE}):(\d+)$`, 'm');
/** "    at run (file:///a/b.ts:3:9)" or "    at file:///a/b.ts:3:9". */
const FRAME = new RegExp(String.raw`^\s+at .*?(?:\(|(?<=at )|async )(${ABSOLUTE}):(\d+):\d+\)?$`);
const OURS = fileURLToPath(new URL('.', import.meta.url));

const pathOf = (text: string): string => (text.startsWith('file:') ? fileURLToPath(text) : text);
const isTheirs = (filePath: string): boolean => !filePath.includes('node_modules') && !filePath.startsWith(OURS);

/** The innermost frame of the stack that is neither of a package nor ours. */
function thrownAt(stack: string): Place | undefined {
  for (const frame of stack.split('\n')) {
    const [, text = '', line] = FRAME.exec(frame) ?? [];
    if (text !== '' && isTheirs(pathOf(text))) return { filePath: pathOf(text), line: Number(line) };
  }
  return undefined;
}

/** Where a compiler stopped reading, by what stands above its message. */
export function complaintPlace(text: string): Place | undefined {
  const [, place, line] = COMPLAINT.exec(text) ?? [];
  return place === undefined ? undefined : { filePath: pathOf(place), line: Number(line) };
}

/** The first line that the pattern matches. */
export function lineOf(filePath: string, pattern: RegExp): number | null {
  const index = readFileSync(filePath, 'utf8')
    .split('\n')
    .findIndex((line) => pattern.test(line));
  return index === -1 ? null : index + 1;
}

/** Node names the file that imports what is not there, but not the line. */
function importPlace(message: string): Place | undefined {
  const [, missing = '', filePath] = /'([^']+)' imported from (.+)$/m.exec(message) ?? [];
  if (filePath === undefined) return undefined;
  const isIt = (specifier: string): boolean =>
    specifier === missing ||
    specifier.startsWith(`${missing}/`) ||
    path.resolve(path.dirname(filePath), specifier) === missing;
  const line = readFileSync(filePath, 'utf8')
    .split('\n')
    .findIndex((text) => [...text.matchAll(/(['"])(.+?)\1/g)].some(([, , specifier = '']) => isIt(specifier)));
  return { filePath, line: line === -1 ? null : line + 1 };
}

/** @returns undefined where the error says nothing of the reader's own code */
export function placeOf(thrown: unknown): Place | undefined {
  if (!(thrown instanceof Error)) return undefined;
  if ('code' in thrown && String(thrown.code).endsWith('MODULE_NOT_FOUND')) return importPlace(thrown.message);
  const [head = ''] = (thrown.stack ?? '').split('\n');
  return complaintPlace(head) ?? thrownAt(thrown.stack ?? '');
}

/** "my-task.ts:12". */
export const placeText = ({ filePath, line }: Place): string =>
  line === null ? shownPath(filePath) : `${shownPath(filePath)}:${line}`;
