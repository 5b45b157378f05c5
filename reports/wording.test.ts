import { expect, test } from 'vitest';
import { formatMs } from '../stats/units.ts';
import { compactRange, formatTaskRate, plural, withThreeDigits } from './wording.ts';

const estimate = (low: number, high: number) => ({ value: low, low, high, confidenceShare: 0.95 });

test.each([
  { low: 646, high: 649, text: '646-649 ms' },
  { low: 980, high: 1_020, text: '980 ms-1.02 s' },
  { low: 4.2, high: 4.2, text: '4.2 ms' },
])('compactRange() of $low to $high ms is $text', ({ low, high, text }) => {
  expect(compactRange(estimate(low, high), formatMs)).toBe(text);
});

test('compactRange() of numbers without a unit', () => {
  expect(compactRange(estimate(21.14, 21.72), withThreeDigits)).toBe('21.1-21.7');
});

test('compactRange() of nothing is null', () => {
  expect(compactRange(null, formatMs)).toBeNull();
});

test('formatTaskRate() keeps three digits', () => {
  expect(formatTaskRate(12.345)).toBe('12.3/s');
  expect(formatTaskRate(1_234)).toBe('1,230/s');
});

test('plural() of one and of many', () => {
  expect(plural(1, 'round')).toBe('1 round');
  expect(plural(3, 'round')).toBe('3 rounds');
});
