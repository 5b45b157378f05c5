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
  expect(visitors.admit('10.0.0.7', '', 0)).toEqual({ kind: 'wrong' });
  expect(visitors.admit('10.0.0.7', '482914', 0)).toEqual({ kind: 'wrong' });
  const admission = visitors.admit('10.0.0.7', '482913', 0);
  expect(admission.kind === 'in' && visitors.isKnown(admission.token)).toBe(true);
  expect(visitors.isKnown('made up')).toBe(false);
});

test('admit() slows down whoever guesses on and on, even with the right code at last, and nobody else', () => {
  const visitors = new Visitors('482913');
  for (let guess = 0; guess < 30; guess += 1) visitors.admit('10.0.0.7', String(100_000 + guess), 0);
  expect(visitors.admit('10.0.0.7', '482913', 0).kind).toBe('too-many');
  expect(visitors.admit('10.0.0.8', '482913', 0).kind).toBe('in');
  // One guess a second from then on.
  expect(visitors.admit('10.0.0.7', '100000', 1_000).kind).toBe('wrong');
  expect(visitors.admit('10.0.0.7', '482913', 1_000).kind).toBe('too-many');
  expect(visitors.admit('10.0.0.7', '482913', 2_000).kind).toBe('in');
});

test('the page that asks for the code may be opened any number of times', () => {
  const visitors = new Visitors('482913');
  for (let visit = 0; visit < 100; visit += 1) visitors.admit('10.0.0.7', '', 0);
  expect(visitors.admit('10.0.0.7', '482913', 0).kind).toBe('in');
});
