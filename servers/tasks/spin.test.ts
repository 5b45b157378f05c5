import { expect, test } from 'vitest';
import { spin } from './spin.ts';

const drain = (iterator: Iterator<void, unknown>): number => {
  let stepCount = 0;
  while (iterator.next().done !== true) stepCount += 1;
  return stepCount;
};

const timeMs = (work: () => unknown): number => {
  const startMs = performance.now();
  work();
  return performance.now() - startMs;
};

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

test('spin costs the same whole and in 100 slices once the JIT has tiered up', () => {
  const input = { iterations: 5_000_000 };
  const whole = () => spin.run(input);
  const sliced = () => drain(spin.steps(input));
  const measure = () => ({ wholeMs: timeMs(whole), slicedMs: timeMs(sliced) });
  for (let warmupIndex = 0; warmupIndex < 5; warmupIndex += 1) measure();
  // Interleaved, so that a busy neighbour slows both.
  const pairs = Array.from({ length: 21 }, measure);
  const ratio = median(pairs.map((pair) => pair.slicedMs)) / median(pairs.map((pair) => pair.wholeMs));
  expect(ratio).toBeLessThan(1.5);
  expect(ratio).toBeGreaterThan(1 / 1.5);
});

test('spin.steps() takes 100 steps, even of fewer iterations', () => {
  expect(drain(spin.steps({ iterations: 12_345 }))).toBe(100);
  expect(drain(spin.steps({ iterations: 7 }))).toBe(100);
});

test.each([
  { iterations: 1_000, factor: 1, scaled: 1_000 },
  { iterations: 1_000, factor: 2.5, scaled: 2_500 },
  { iterations: 1_000, factor: 0.0006, scaled: 1 },
  { iterations: 1_000, factor: 0, scaled: 1 },
])('spin.scale() of $iterations iterations by $factor is $scaled', ({ iterations, factor, scaled }) => {
  expect(spin.scale({ iterations }, factor)).toEqual({ iterations: scaled });
});

test.each([1e9, Infinity, NaN])('spin.scale() by %d is refused', (factor) => {
  expect(() => spin.scale({ iterations: 1_000 }, factor)).toThrow(RangeError);
});
