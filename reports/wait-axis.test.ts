import { expect, test } from 'vitest';
import { decadeTicks, drawnMs, waitRange } from './wait-axis.ts';

test('waitRange() is whole decades around the waits', () => {
  expect(waitRange([0.36, 666])).toEqual({ minMs: 0.1, maxMs: 1_000 });
  expect(waitRange([])).toEqual({ minMs: 0.1, maxMs: 100 });
});

test('a wait of zero is drawn at the floor', () => {
  expect(drawnMs(0)).toBe(0.01);
  expect(waitRange([0, 5])).toEqual({ minMs: 0.01, maxMs: 10 });
});

test('decadeTicks() are powers of ten with their unit', () => {
  const labels = decadeTicks({ minMs: 0.1, maxMs: 10_000 }).map(({ label }) => label);
  expect(labels).toEqual(['0.1 ms', '1 ms', '10 ms', '100 ms', '1 s', '10 s']);
});
