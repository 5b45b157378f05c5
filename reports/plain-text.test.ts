import { expect, test } from 'vitest';
import { asciiText, columnsOf, plainText, truncate, wrap } from './plain-text.ts';

test.each([
  { text: 'thread-pool', shown: 'thread-pool' },
  { text: '\u001B[31mred', shown: '\\u{1b}[31mred' },
  { text: 'two\nlines', shown: 'two\\u{a}lines' },
  { text: 'a\u202Eb', shown: 'a\\u{202e}b' },
  { text: 'ünï ≥ 日本', shown: 'ünï ≥ 日本' },
])('plainText() shows $shown', ({ text, shown }) => {
  expect(plainText(text)).toBe(shown);
});

test.each([
  { text: 'the server’s own – 10 × “x” ≥ 3 µs…', shown: `the server's own - 10 x "x" >= 3 us...` },
  { text: 'ünï', shown: String.raw`\u{fc}n\u{ef}` },
  { text: '🚀', shown: String.raw`\u{1f680}` },
  { text: 'a\nb', shown: 'a\nb' },
])('asciiText() writes $shown', ({ text, shown }) => {
  expect(asciiText(text)).toBe(shown);
});

test('columnsOf() counts wide characters twice and combining ones not at all', () => {
  expect(columnsOf('abc')).toBe(3);
  expect(columnsOf('日本')).toBe(4);
  expect(columnsOf('e\u0301')).toBe(1);
  expect(columnsOf('𠀀🚀')).toBe(4);
});

test('truncate() ends in an ellipsis within the width', () => {
  expect(truncate('thread-pool', 11)).toBe('thread-pool');
  expect(truncate('thread-pool', 8)).toBe('thread-…');
  expect(truncate('thread-pool', 8, '...')).toBe('threa...');
});

test('wrap() breaks between words, and within a word that is too long', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrap('abcdefgh ij', 4)).toEqual(['abcd', 'efgh', 'ij']);
  expect(wrap('', 10)).toEqual(['']);
});
