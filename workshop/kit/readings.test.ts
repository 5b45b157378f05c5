import { expect, test } from 'vitest';
import { digestNumbers, digestReadings, objectsOf, randomReadings } from './readings.ts';

test('objectsOf() makes one object of each two numbers', () => {
  expect(objectsOf(Float64Array.of(7, 0.5, 8, 0.25))).toEqual([
    { sensor: 7, value: 0.5 },
    { sensor: 8, value: 0.25 },
  ]);
});

test('digestReadings() of the objects is digestNumbers() of the numbers, and another one when any of them is', () => {
  const numbers = randomReadings(50);
  const digest = digestNumbers(numbers);
  expect(digest).toMatch(/^[0-9a-f]{32}$/);
  expect(digestReadings(objectsOf(numbers))).toBe(digest);
  const others = [...numbers.keys()].map((index) => digestNumbers(numbers.with(index, 2 + (numbers[index] ?? 0))));
  expect(others).not.toContain(digest);
});
