import { expect, test } from 'vitest';
import { busyOnes, cooksOf } from './crew.ts';

const look = (...cpuMs: readonly number[]): { processId: number; cpuMs: number; rssBytes: number }[] =>
  cpuMs.map((ms, index) => ({ processId: index + 1, cpuMs: ms, rssBytes: 0 }));

test('cooksOf() is everybody but the server', () => {
  expect(cooksOf(look(0, 0, 0), 1)).toEqual([2, 3]);
  expect(cooksOf(null, 1)).toEqual([]);
});

test('busyOnes() are those that used much CPU between two looks, whatever they used before', () => {
  expect(busyOnes([2, 3], [look(0, 900, 100), look(10, 910, 450)], 80)).toEqual([3]);
  expect(busyOnes([2, 3], [look(0, 900, 100), look(10, 1_000, 450)], 80)).toEqual([3, 2]);
});

test('busyOnes() are nobody where all have waited', () => {
  expect(busyOnes([2, 3], [look(0, 900, 100), look(10, 910, 110)], 80)).toEqual([]);
});

test('busyOnes() are none of those who are not looked at, however much they did', () => {
  expect(busyOnes([3], [look(0, 0, 0), look(500, 400, 200)], 80)).toEqual([3]);
  expect(busyOnes([3], [look(0, 0, 0), look(500, 400, 0)], 80)).toEqual([]);
});

test('busyOnes() do not count a process that was there only once', () => {
  expect(busyOnes([2], [look(0), look(0, 300)], 80)).toEqual([]);
  expect(busyOnes([2], [look(0, 300), look(0)], 80)).toEqual([]);
});

test('busyOnes() are nobody where the system does not tell', () => {
  expect(busyOnes([2], [null, null], 80)).toEqual([]);
});
