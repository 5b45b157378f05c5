import { array, assert, integer, nat, property } from 'fast-check';
import { expect, test } from 'vitest';
import type { ChartPoint } from './chart.ts';
import { decimate, tallest } from './decimate.ts';

test('decimate() leaves few points alone', () => {
  const points: ChartPoint[] = [
    [0, 1],
    [1, 5],
  ];
  expect(decimate(points, 10)).toBe(points);
  expect(decimate([], 10)).toEqual([]);
});

test('decimate() keeps a stall of one request among 100,000', () => {
  const points = Array.from({ length: 100_000 }, (_, index): ChartPoint => [index, index === 56_789 ? 480 : 1]);
  const kept = decimate(points, 300);
  expect(kept.length).toBeLessThanOrEqual(600);
  expect(kept).toContainEqual([56_789, 480]);
});

test('decimate() keeps the highest and the lowest of every bucket, in order', () => {
  assert(
    property(array(nat(1_000), { minLength: 50, maxLength: 400 }), integer({ min: 1, max: 20 }), (ys, count) => {
      const points = ys.map((y, x): ChartPoint => [x, y]);
      const kept = decimate(points, count);
      const heights = kept.map(([, y]) => y);
      expect(Math.max(...heights)).toBe(Math.max(...ys));
      expect(Math.min(...heights)).toBe(Math.min(...ys));
      expect(kept.map(([x]) => x)).toEqual(kept.map(([x]) => x).toSorted((a, b) => a - b));
    }),
  );
});

test('tallest() keeps a stall of one request among 1,000,000', () => {
  const points = Array.from({ length: 1_000_000 }, (_, index): ChartPoint => [index, index === 567_890 ? 480 : 1]);
  const kept = tallest(points, 900);
  expect(kept.length).toBeLessThanOrEqual(900);
  expect(kept).toContainEqual([567_890, 480]);
});

test('tallest() drops no point but for a higher one of its bucket, in order', () => {
  assert(
    property(array(nat(1_000), { minLength: 50, maxLength: 400 }), integer({ min: 1, max: 20 }), (ys, count) => {
      const points = ys.map((y, x): ChartPoint => [x, y]);
      const kept = tallest(points, count);
      expect(kept.length).toBeLessThanOrEqual(count);
      expect(kept.map(([x]) => x)).toEqual(kept.map(([x]) => x).toSorted((a, b) => a - b));
      const bucketWidth = (ys.length - 1) / count;
      const isHidden = points.map(([x, y]) =>
        kept.some((point) => Math.abs(point[0] - x) <= bucketWidth && point[1] >= y),
      );
      expect(isHidden).toEqual(points.map(() => true));
    }),
  );
});
