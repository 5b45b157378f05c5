import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { meanUnderWay, swingOf } from './under-way.ts';

const phase = { startMs: 100, endMs: 200 };

test.each([
  { what: 'one that lasts the whole phase', spells: [{ startMs: 0, endMs: Infinity }], mean: 1 },
  { what: 'one over its last quarter', spells: [{ startMs: 175, endMs: 900 }], mean: 0.25 },
  {
    what: 'one before and one after',
    spells: [
      { startMs: 0, endMs: 100 },
      { startMs: 200, endMs: 300 },
    ],
    mean: 0,
  },
  {
    what: 'two over a half each',
    spells: [
      { startMs: 100, endMs: 150 },
      { startMs: 120, endMs: 170 },
    ],
    mean: 1,
  },
])('meanUnderWay() of $what is $mean', ({ spells, mean }) => {
  expect(meanUnderWay(spells, phase)).toBe(mean);
});

test('swingOf() a number that stands still is 0', () => {
  expect(swingOf([{ startMs: 0, endMs: Infinity }], phase, 0)).toBe(0);
  expect(swingOf([], phase, 0)).toBe(0);
});

test('swingOf() a number that stands still is all the line when there is a trend to take off', () => {
  expect(swingOf([{ startMs: 0, endMs: Infinity }], phase, 0.1)).toBeCloseTo(10, 12);
});

test('swingOf() a sawtooth that falls by 10 is 10', () => {
  const spells = Array.from({ length: 10 }, (_, index) => ({ startMs: 105 + index * 5, endMs: 160 }));
  expect(swingOf(spells, phase, 0)).toBe(10);
});

test('swingOf() a staircase about its own trend is one step, and without the trend all of them', () => {
  const spells = Array.from({ length: 10 }, (_, index) => ({ startMs: 100 + index * 10, endMs: Infinity }));
  expect(swingOf(spells, phase, 0.1)).toBeCloseTo(1, 12);
  expect(swingOf(spells, phase, 0)).toBe(9);
});

test('swingOf() is that of the number looked at every ms, where all moments are whole ms', () => {
  const spell = fc.tuple(fc.nat(250), fc.nat(80)).map(([startMs, ms]) => ({ startMs, endMs: startMs + ms }));
  fc.assert(
    fc.property(fc.array(spell, { maxLength: 40 }), (spells) => {
      const numbers = Array.from(
        { length: 100 },
        (_, index) => spells.filter(({ startMs, endMs }) => startMs <= 100 + index && 100 + index < endMs).length,
      );
      const swing = swingOf(spells, phase, 0);
      // Where one ends as another begins, both count for that moment.
      expect(swing).toBeGreaterThanOrEqual(Math.max(...numbers) - Math.min(...numbers));
      const sum = numbers.reduce((total, number) => total + number, 0);
      expect(meanUnderWay(spells, phase)).toBeCloseTo(sum / 100, 9);
    }),
  );
});
