import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { csvReport } from './csv-report.ts';

test.each([
  { table: 'birdstrikes', groupBy: 'state', measure: 'Cost Repair' },
  { table: 'birdstrikes', groupBy: 'Origin State', measure: 'latitude' },
  { table: 'zipcodes', groupBy: 'Origin State', measure: 'latitude' },
  { table: '../package', groupBy: 'state', measure: 'latitude' },
])('csvReport.inputSchema refuses $measure by $groupBy of $table', (input) => {
  expect(Value.Check(csvReport.inputSchema, input)).toBe(false);
});

test('csvReport.run() shows five groups, and has counted the others too', () => {
  const report = csvReport.run({ table: 'zipcodes', groupBy: 'county', measure: 'latitude' });
  expect(report.groups).toHaveLength(5);
  expect(report.groupCount).toBe(1_929);
  expect(report.recordCount).toBe(42_049);
});

test('csvReport.steps() are a hundred for the 10 000 birdstrikes', () => {
  expect([...csvReport.steps(csvReport.defaultInput)]).toHaveLength(100);
});
