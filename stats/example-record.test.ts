import { expect, test } from 'vitest';
import { EXAMPLE_TARGETS, URL_EXAMPLE_TARGET, WEIRD_EXAMPLE_TARGET, exampleRecord } from './example-record.ts';
import { parseRecord } from './parse-record.ts';

test.each([
  { name: 'as it is', options: {} },
  { name: 'partial', options: { status: 'partial' } },
  { name: 'without heavy load', options: { clientCount: 0 } },
  { name: 'with odd targets', options: { targets: [URL_EXAMPLE_TARGET, WEIRD_EXAMPLE_TARGET] } },
  { name: 'with a void trial', options: { voidTrials: [{ targetName: 'cluster', roundIndex: 0 }] } },
] as const)('exampleRecord() $name is a record that can be read', ({ options }) => {
  const record = exampleRecord(options);
  expect(parseRecord(JSON.stringify(record))).toEqual(record);
});

test('exampleRecord() is the same for the same seed and another for another', () => {
  const options = { targets: EXAMPLE_TARGETS.slice(0, 1), roundCount: 1 };
  expect(exampleRecord(options)).toEqual(exampleRecord(options));
  expect(exampleRecord({ ...options, seed: 1 }).trials).not.toEqual(exampleRecord({ ...options, seed: 2 }).trials);
});

test('exampleRecord() runs every target once per round, in an order that differs between rounds', () => {
  const { trials } = exampleRecord({ roundCount: 6 });
  const orders = Array.from({ length: 6 }, (_, roundIndex) =>
    trials.filter((trial) => trial.roundIndex === roundIndex).map(({ targetName }) => targetName),
  );
  for (const order of orders) expect(order.toSorted()).toEqual(['async-cpu', 'blocking', 'cluster', 'thread-pool']);
  expect(new Set(orders.map((order) => order.join())).size).toBeGreaterThan(1);
});

test('exampleRecord() keeps the audit of a closed loop: sent = answered + errors + unfinished', () => {
  for (const { closedLoopAudits } of exampleRecord().trials)
    for (const audit of closedLoopAudits) {
      expect(audit.sentCount).toBe(audit.answeredCount + audit.errorCount + audit.unfinishedCount);
      expect(audit.unfinishedCount).toBeGreaterThan(0);
      expect(audit.unfinishedCount).toBeLessThanOrEqual(8);
    }
});
