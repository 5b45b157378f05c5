import { expect, test } from 'vitest';
import { Visitors } from './visitors.ts';

test('a browser may click ten times at once, then four times a second; another one is not touched', () => {
  const visitors = new Visitors('');
  const clicks = Array.from({ length: 50 }, () => visitors.mayClick('one', 0));
  expect(clicks.filter(Boolean)).toHaveLength(10);
  expect(visitors.mayClick('other', 0)).toBe(true);
  expect(visitors.mayClick('one', 250)).toBe(true);
  expect(visitors.mayClick('one', 250)).toBe(false);
});

test('admit() wants the code where there is one, and knows whom it let in', () => {
  const visitors = new Visitors('482913');
  expect(visitors.admit('10.0.0.7', '', 0)).toBeNull();
  expect(visitors.admit('10.0.0.7', '482914', 0)).toBeNull();
  const token = visitors.admit('10.0.0.7', '482913', 0) ?? '';
  expect(visitors.isKnown(token)).toBe(true);
  expect(visitors.isKnown('made up')).toBe(false);
});

test('admit() of whoever guesses on and on is null, even with the right code', () => {
  const visitors = new Visitors('482913');
  for (let guess = 0; guess < 30; guess += 1) visitors.admit('10.0.0.7', String(guess), 0);
  expect(visitors.admit('10.0.0.7', '482913', 0)).toBeNull();
  expect(visitors.admit('10.0.0.8', '482913', 0)).not.toBeNull();
});
