import { expect, test } from 'vitest';
import { formatBytes, formatCount, formatMs, formatRate, formatShare } from './units.ts';

test.each([
  [0, '0 ms'],
  [0.42, '0.42 ms'],
  [0.996, '1.0 ms'],
  [6.13, '6.1 ms'],
  [9.96, '10 ms'],
  [64.4, '64 ms'],
  [642, '642 ms'],
  [999.4, '999 ms'],
  [999.6, '1.00 s'],
  [1_234.5, '1.23 s'],
  [9_996, '10.0 s'],
  [12_345, '12.3 s'],
  [99_960, '100 s'],
  [-0.25, '-0.25 ms'],
])('formatMs(%d) is %s', (ms, text) => {
  expect(formatMs(ms)).toBe(text);
});

test.each([
  [0, '0'],
  [999, '999'],
  [1_234_567, '1,234,567'],
])('formatCount(%d) is %s', (count, text) => {
  expect(formatCount(count)).toBe(text);
});

test.each([
  [0, '0/s'],
  [0.5, '0.50/s'],
  [6.13, '6.1/s'],
  [12.4, '12/s'],
  [1_234.5, '1,235/s'],
])('formatRate(%d) is %s', (perSecond, text) => {
  expect(formatRate(perSecond)).toBe(text);
});

test.each([
  [0, '0 %'],
  [0.00001, '< 0.01 %'],
  [0.0042, '0.42 %'],
  [0.061, '6.1 %'],
  [0.5, '50 %'],
  [0.994, '99 %'],
  [0.9999, '> 99 %'],
  [1, '100 %'],
])('formatShare(%d) is %s', (share, text) => {
  expect(formatShare(share)).toBe(text);
});

test.each([
  [0, '0 B'],
  [7, '7 B'],
  [1_536, '1.5 KiB'],
  [1_048_570, '1.0 MiB'],
  [176_160_768, '168 MiB'],
  [8_589_934_592, '8.0 GiB'],
])('formatBytes(%d) is %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
