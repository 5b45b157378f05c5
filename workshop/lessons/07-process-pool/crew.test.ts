import { expect, test } from 'vitest';
import { busiest, cooksOf } from './crew.ts';

const look = (...cpuMs: readonly number[]): { processId: number; cpuMs: number; rssBytes: number }[] =>
  cpuMs.map((ms, index) => ({ processId: index + 1, cpuMs: ms, rssBytes: 0 }));

test('cooksOf() is everybody but the server', () => {
  expect(cooksOf(look(0, 0, 0), 1)).toEqual([2, 3]);
  expect(cooksOf(null, 1)).toEqual([]);
});

test('busiest() is the process that used most CPU between two looks, whatever it used before', () => {
  expect(busiest([2, 3], [look(0, 900, 100), look(10, 910, 450)], 400)).toBe(3);
});

test('busiest() is nobody where all have waited', () => {
  expect(busiest([2, 3], [look(0, 900, 100), look(10, 910, 110)], 400)).toBeUndefined();
});

test('busiest() is none of those who are not looked at, however much they did', () => {
  expect(busiest([3], [look(0, 0, 0), look(500, 400, 200)], 400)).toBe(3);
  expect(busiest([3], [look(0, 0, 0), look(500, 400, 0)], 400)).toBeUndefined();
});

test('busiest() does not count a process that was there only once', () => {
  expect(busiest([2], [look(0), look(0, 300)], 400)).toBeUndefined();
  expect(busiest([2], [look(0, 300), look(0)], 400)).toBeUndefined();
});

test('busiest() is nobody where the system does not tell', () => {
  expect(busiest([2], [null, null], 400)).toBeUndefined();
});
