import { array, assert, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { parseStamps } from './stamps.ts';

test('parseStamps() reads what a server stamps, to the microsecond', () => {
  expect(parseStamps('1234.500,1235.001,1300.250')).toEqual({
    arrivedMs: 1_234.5,
    startedMs: 1_235.001,
    finishedMs: 1_300.25,
  });
  expect(parseStamps('1234.500,1235.001,1300.250,0.125')).toMatchObject({ finishedMs: 1_300.25, databaseMs: 0.125 });
  expect(parseStamps('7,7,7')).toEqual({ arrivedMs: 7, startedMs: 7, finishedMs: 7 });
});

test.each([
  '',
  '1,2',
  '1,2,3,4,5',
  '1,2,3,',
  '1,2,3,-4',
  '1, 2, 3',
  '-1,2,3',
  'a,b,c',
  '1.,2,3',
  '1e3,2e3,3e3',
  'NaN,NaN,NaN',
  '3,2,4',
  '1,3,2',
])('parseStamps() takes %j for no stamps', (header) => {
  expect(parseStamps(header)).toBeNull();
});

test('parseStamps() gives back any ascending times that were written with three decimals', () => {
  const times = array(integer({ min: 0, max: 1e12 }), { minLength: 3, maxLength: 3 });
  assert(
    property(times, (microseconds) => {
      const timesMs = microseconds.toSorted((a, b) => a - b).map((us) => us / 1_000);
      const stamps = parseStamps(timesMs.map((ms) => ms.toFixed(3)).join(','));
      expect(stamps && [stamps.arrivedMs, stamps.startedMs, stamps.finishedMs]).toEqual(timesMs);
    }),
  );
});
