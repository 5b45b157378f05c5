import { expect, test, vi } from 'vitest';
import { exampleRecord } from '../../stats/examples/example-record.ts';
import type { RunRecord } from '../../stats/record.ts';
import { summarize } from '../../stats/summary.ts';
import { remembered } from './remembered.ts';

test('remembered() works once per record and summary', () => {
  const [record, other] = [exampleRecord({ roundCount: 1 }), exampleRecord({ roundCount: 1, clientCount: 0 })];
  const summary = summarize(record);
  const draw = vi.fn<(from: RunRecord) => string[]>((from) => [from.scenario.name]);
  const drawOnce = remembered(draw);
  expect(drawOnce(record, summary)).toBe(drawOnce(record, summary));
  expect(draw).toHaveBeenCalledTimes(1);
  expect(drawOnce(other, summary)).not.toBe(drawOnce(record, summary));
  expect(drawOnce(record, summarize(record))).not.toBe(drawOnce(record, summary));
  expect(draw).toHaveBeenCalledTimes(3);
});
