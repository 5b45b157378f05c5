/**
 * Names of targets, paths and messages come from anywhere. Control characters could drive a terminal, and marks that
 * turn the direction of text could make a name read as another; both are shown by their code.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** One line of visible text: "a\nb" is 'a\u{a}b'. */
export const plainText = (text: string): string => text.replaceAll(UNSEEN, codeOf);

function codeOf(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`;
}

/** What this program's own sentences have beyond ASCII, and what says the same. */
const ASCII_FORMS: ReadonlyMap<string, string> = new Map([
  ['‘', "'"],
  ['’', "'"],
  ['“', '"'],
  ['”', '"'],
  ['–', '-'],
  ['—', '-'],
  ['·', '-'],
  ['…', '...'],
  ['×', 'x'],
  ['≥', '>='],
  ['≤', '<='],
  ['≈', '~'],
  ['±', '+-'],
  ['→', '->'],
  ['µ', 'u'],
  ['μ', 'u'],
  ['\u{a0}', ' '],
]);

/** For terminals that show nothing else: "10 × ü" is '10 x \u{fc}'. */
export const asciiText = (text: string): string =>
  text.replaceAll(/[^\0-\u{7f}]/gu, (character) => ASCII_FORMS.get(character) ?? codeOf(character));

/** The character as a string of JSON may also write it: "\\u202e" is the same JSON, and drives no terminal. */
export const jsonEscape = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');

const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]/u;

/** Columns that a character takes in a terminal. */
const characterColumns = (character: string): number =>
  /[\p{Mn}\p{Me}]/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;

/** Columns that plain text takes in a terminal. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += characterColumns(character);
  return columns;
}

/** The text and, beyond the first `widthColumns`, the rest of it. */
function splitAt(text: string, widthColumns: number): readonly [string, string] {
  let end = 0;
  let columns = 0;
  for (const character of text) {
    columns += characterColumns(character);
    if (columns > widthColumns) break;
    end += character.length;
  }
  return [text.slice(0, end), text.slice(end)];
}

/** At most so many columns, with an ellipsis where some are missing. */
export const truncate = (text: string, widthColumns: number, ellipsis = '…'): string =>
  columnsOf(text) <= widthColumns
    ? text
    : `${splitAt(text, Math.max(0, widthColumns - ellipsis.length))[0]}${ellipsis}`;

/** Lines of at most so many columns, broken between words where that can be. */
export function wrap(text: string, widthColumns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (let word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (columnsOf(joined) <= widthColumns) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    while (columnsOf(word) > widthColumns) {
      const [head, rest] = splitAt(word, Math.max(2, widthColumns));
      lines.push(head);
      word = rest;
    }
    line = word;
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}
