import { expect, test } from 'vitest';
import { jsonRoundtrip } from './json-roundtrip.ts';

test('jsonRoundtrip.run() that keeps every flight gives back the document', () => {
  const whole = jsonRoundtrip.run({ document: 'flights-2k', minDelayMinutes: -1_440 });
  expect(whole).toMatchObject({ recordCount: 2_000, keptCount: 2_000, jsonBytes: 178_495 });
});

test('jsonRoundtrip.run() that keeps none gives an empty array', () => {
  const none = jsonRoundtrip.run({ document: 'flights-2k', minDelayMinutes: 1_440 });
  expect(none).toMatchObject({ recordCount: 2_000, keptCount: 0, jsonBytes: '[]'.length });
});

test('jsonRoundtrip.run() keeps a flight as late as the least delay', () => {
  const keptCount = (minDelayMinutes: number) =>
    jsonRoundtrip.run({ document: 'flights-2k', minDelayMinutes }).keptCount;
  expect(keptCount(365)).toBe(1); // the largest delay of the document
  expect(keptCount(366)).toBe(0);
});
