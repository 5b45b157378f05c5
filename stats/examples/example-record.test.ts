import { expect, test } from 'vitest';
import {
  EXAMPLE_TARGETS,
  FULL_EXAMPLE,
  URL_EXAMPLE_TARGET,
  WEIRD_EXAMPLE_TARGET,
  exampleRecord,
} from './example-record.ts';
import { parseRecord } from '../parse-record.ts';
import { summarize } from '../summary.ts';

test.each([
  { name: 'as it is', options: {} },
  { name: 'partial', options: { status: 'partial' } },
  { name: 'without heavy load', options: { clientCount: 0 } },
  { name: 'with odd targets', options: { targets: [URL_EXAMPLE_TARGET, WEIRD_EXAMPLE_TARGET] } },
  { name: 'with all that a record may hold', options: FULL_EXAMPLE },
  { name: 'with several rates', options: { ...FULL_EXAMPLE, levels: 'open', roundCount: 1 } },
  { name: 'with several numbers of clients', options: { ...FULL_EXAMPLE, levels: 'closed', roundCount: 1 } },
  { name: 'with a failed self-test', options: { selfTest: 'failed', setup: 'apart', availableCoreCount: 4 } },
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

test.each([
  { options: {} },
  { options: { ...FULL_EXAMPLE, invalidTrials: [] } },
  { options: { levels: 'open' } },
] as const)('exampleRecord($options) passes every gate and its accounts balance', ({ options }) => {
  const targets = summarize(exampleRecord({ ...options, roundCount: 6 })).levels.flatMap((level) => level.targets);
  expect(targets.flatMap(({ invalidTrials }) => invalidTrials)).toEqual([]);
  expect(targets.every(({ ledger }) => ledger.isBalanced)).toBe(true);
});

test('exampleRecord() fails a gate in the trials that are to be invalid, and in no other', () => {
  for (const levels of ['open', 'closed'] as const) {
    const invalidTrials = [{ targetName: 'thread-pool', roundIndex: 2 }];
    const found = summarize(exampleRecord({ levels, invalidTrials })).levels.flatMap(({ targets }) =>
      targets.flatMap((target) => target.invalidTrials.map(({ roundIndex }) => `${target.targetName} ${roundIndex}`)),
    );
    expect(found).toEqual(['thread-pool 2', 'thread-pool 2', 'thread-pool 2']);
  }
});
