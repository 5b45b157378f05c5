import { expect, test } from 'vitest';
import { choosesColor } from './color-choice.ts';

test.each([
  { choice: 'auto', environment: {}, isTerminal: true, expected: true },
  { choice: 'auto', environment: {}, isTerminal: false, expected: false },
  { choice: 'auto', environment: { NO_COLOR: '1' }, isTerminal: true, expected: false },
  { choice: 'auto', environment: { NO_COLOR: '' }, isTerminal: true, expected: true },
  { choice: 'auto', environment: { TERM: 'dumb' }, isTerminal: true, expected: false },
  { choice: 'auto', environment: { FORCE_COLOR: '1', NO_COLOR: '1' }, isTerminal: false, expected: true },
  { choice: 'auto', environment: { FORCE_COLOR: '0' }, isTerminal: true, expected: false },
  { choice: 'never', environment: { FORCE_COLOR: '1' }, isTerminal: true, expected: false },
  { choice: 'always', environment: { NO_COLOR: '1' }, isTerminal: false, expected: true },
] as const)('choosesColor($choice, $environment, $isTerminal) is $expected', (row) => {
  expect(choosesColor(row.choice, row.environment, row.isTerminal)).toBe(row.expected);
});
