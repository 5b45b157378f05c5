import { expect, test } from 'vitest';
import { autoLevels } from './auto-levels.ts';

const { payload } = autoLevels;
/** Pixels of one level each, as grey has its level in red, green and blue. */
const grey = (...levels: readonly number[]): Uint8Array =>
  Uint8Array.from(levels.flatMap((level) => [level, level, level, 0]));

test('the levels are those that a share of the pixels lies below and above', () => {
  const bytes = grey(10, 20, 30, 40, 50, 60, 70, 80, 90, 100);
  const run = (clippedPerMille: number) => payload.run({ pixelCount: 10, clippedPerMille }, bytes);
  expect(run(0)).toEqual({ black: 10, white: 100, levelSum: 550 });
  expect(run(200)).toEqual({ black: 20, white: 80, levelSum: 550 });
  expect(run(201)).toEqual({ black: 30, white: 80, levelSum: 550 });
});

test('green counts most, and blue least', () => {
  const levelOf = (...pixel: readonly number[]) =>
    payload.run({ pixelCount: 1, clippedPerMille: 0 }, Uint8Array.from(pixel)).black;
  expect(levelOf(255, 0, 0, 0)).toBe(53);
  expect(levelOf(0, 255, 0, 0)).toBe(182);
  expect(levelOf(0, 0, 255, 0)).toBe(18);
  expect(levelOf(255, 255, 255, 255)).toBe(255);
});
