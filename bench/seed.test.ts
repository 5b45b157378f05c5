import { expect, test } from 'vitest';
import { derivedSeed } from './seed.ts';

test('derivedSeed() differs by seed, round and purpose, and repeats', () => {
  const seeds = [
    derivedSeed(1, 0, 'order'),
    derivedSeed(2, 0, 'order'),
    derivedSeed(1, 1, 'order'),
    derivedSeed(1, 0, 'warm'),
  ];
  expect(new Set(seeds).size).toBe(4);
  expect(derivedSeed(1, 0, 'order')).toBe(seeds[0]);
  for (const seed of seeds) expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32).toBe(true);
});
