import { expect, test } from 'vitest';
import { serviceBar } from './service-bar.ts';

const barOf = (goodCount: number, slowCount: number, unservedCount: number): string =>
  serviceBar({ goodCount, slowCount, unservedCount, isGrowing: false });

const widthsOf = (bar: string): number[] =>
  [...bar.matchAll(/<rect [^>]*width="([\d.]+)"/gu)].map(([, width]) => Number(width));

test('serviceBar() has a part for each kind of answer that there was, and they fill the bar', () => {
  const [good = 0, slow = 0, unserved = 0] = widthsOf(barOf(50, 25, 25));
  expect(good / slow).toBeCloseTo(2, 0);
  expect(slow).toBeCloseTo(unserved, 0);
  expect(good + slow + unserved).toBeCloseTo(103, 0);
  expect(widthsOf(barOf(7, 0, 0))).toEqual([103]);
});

test('serviceBar() shows one in a million', () => {
  const widths = widthsOf(barOf(1_000_000, 1, 1));
  expect(widths).toHaveLength(3);
  expect(Math.min(...widths)).toBeGreaterThan(1);
});

test('serviceBar() hatches what is slow, within its part', () => {
  const bar = barOf(50, 50, 0);
  const stripes = /<path class="slow" d="([^"]+)"/u.exec(bar)?.[1] ?? '';
  const xs = [...stripes.matchAll(/[ML]([\d.]+) /gu)].map(([, x]) => Number(x));
  expect(xs.length).toBeGreaterThan(10);
  expect(Math.min(...xs)).toBeGreaterThanOrEqual(52);
  expect(Math.max(...xs)).toBeLessThanOrEqual(103.5);
  expect(barOf(1, 0, 1)).not.toContain('<path');
});
