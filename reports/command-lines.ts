import { columnsOf, wrap } from './plain-text.ts';

/** Words as a shell takes them: what stands in quotes is not broken. */
export const SHELL_WORD = /(?:[^\s'"\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*"|['"\\])+/gu;

/**
 * A command in lines of at most so many columns that can be copied as they are: all but the last end with a backslash.
 * Only a word that is longer than a line is broken.
 */
export function commandLines(command: string, widthColumns: number): string[] {
  if (columnsOf(command) <= widthColumns) return [command];
  const lines: string[] = [];
  for (const word of command.match(SHELL_WORD) ?? []) {
    const last = lines.at(-1);
    const joined = `${last} ${word}`;
    if (last !== undefined && columnsOf(joined) <= widthColumns - 2) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines
    .map((line, index) => (index < lines.length - 1 ? `${line} \\` : line))
    .flatMap((line) => wrap(line, widthColumns));
}
