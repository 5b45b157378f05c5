import { expect, test } from 'vitest';
import { formatLength } from './length-text.ts';

test.each([
  { ms: 400, text: '0 s' },
  { ms: 59_400, text: '59 s' },
  { ms: 59_600, text: '1 min 0 s' },
  { ms: 75_000, text: '1 min 15 s' },
])('formatLength($ms) is $text', ({ ms, text }) => {
  expect(formatLength(ms)).toBe(text);
});
