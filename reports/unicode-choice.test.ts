import { expect, test } from 'vitest';
import { choosesAscii } from './unicode-choice.ts';

test.each([
  { isAsked: false, environment: {}, platform: 'linux', expected: false },
  { isAsked: true, environment: { LANG: 'C.UTF-8' }, platform: 'linux', expected: true },
  { isAsked: false, environment: { LANG: 'C.UTF-8', TERM: 'xterm-256color' }, platform: 'linux', expected: false },
  { isAsked: false, environment: { LANG: 'en_US.utf8' }, platform: 'darwin', expected: false },
  { isAsked: false, environment: { LANG: 'C' }, platform: 'linux', expected: true },
  { isAsked: false, environment: { LANG: 'de_DE.ISO-8859-1' }, platform: 'linux', expected: true },
  { isAsked: false, environment: { LC_ALL: 'POSIX', LANG: 'C.UTF-8' }, platform: 'linux', expected: true },
  { isAsked: false, environment: { LC_ALL: '', LC_CTYPE: 'C.UTF-8', LANG: 'C' }, platform: 'linux', expected: false },
  { isAsked: false, environment: { LANG: 'C.UTF-8', TERM: 'linux' }, platform: 'linux', expected: true },
  { isAsked: false, environment: { LANG: 'C.UTF-8', TERM: 'dumb' }, platform: 'linux', expected: true },
  { isAsked: false, environment: {}, platform: 'win32', expected: true },
  { isAsked: false, environment: { WT_SESSION: '1' }, platform: 'win32', expected: false },
  { isAsked: false, environment: { TERM_PROGRAM: 'vscode' }, platform: 'win32', expected: false },
  { isAsked: false, environment: { TERM: 'xterm-256color' }, platform: 'win32', expected: false },
  { isAsked: false, environment: { CI: 'true' }, platform: 'win32', expected: false },
])('choosesAscii($isAsked, $environment, $platform) is $expected', (row) => {
  expect(choosesAscii(row.isAsked, row.environment, row.platform)).toBe(row.expected);
});
