import { expect, test } from 'vitest';
import { exampleRecord } from './examples/example-record.ts';
import { ledgerOf } from './ledger.ts';
import { OUTCOMES, type RunRecord } from './record.ts';

const trialsOf = ({ trials }: RunRecord, name: string) => trials.filter(({ targetName }) => targetName === name);

test('ledgerOf() a closed loop balances: accepted = done + failed + cancelled + lost', () => {
  const record = exampleRecord();
  const ledger = ledgerOf(record.scenario, trialsOf(record, 'blocking'));
  expect(ledger.isBalanced).toBe(true);
  expect(ledger.doneCount).toBeGreaterThan(10);
  expect(ledger.askedCount).toBe(ledger.doneCount + ledger.cancelledCount);
});

test('ledgerOf() counts each outcome once', () => {
  const record = exampleRecord({ roundCount: 1 });
  const [trial] = trialsOf(record, 'blocking');
  const heavy = trial?.streams.find(({ streamName }) => streamName === 'heavy');
  if (trial === undefined || heavy === undefined) throw new TypeError('The example has heavy requests');
  const outcomes = [...OUTCOMES];
  const row = (value: number): number[] => outcomes.map(() => value);
  const streams = [{ ...heavy, dueAtMs: row(0), sentAtMs: row(0), latencyMs: row(1), outcomes, plannedCount: 9 }];
  expect(ledgerOf(record.scenario, [{ ...trial, streams, closedLoopAudits: [] }])).toEqual({
    askedCount: 9,
    refusedCount: 1,
    acceptedCount: 8,
    doneCount: 1,
    failedCount: 2,
    cancelledCount: 3,
    leftCount: 1,
    lostCount: 2,
    isBalanced: true,
  });
});

test('ledgerOf() counts a request whose connection broke once, whether the generator calls that an error or not', () => {
  const record = exampleRecord({ roundCount: 1 });
  const [trial] = trialsOf(record, 'blocking');
  const [audit] = trial?.closedLoopAudits ?? [];
  if (trial === undefined || audit === undefined) throw new TypeError('The example has an audit');
  const streams = trial.streams.map((stream) =>
    stream.streamName === 'heavy' ? { ...stream, outcomes: stream.outcomes.with(0, 'broken') } : stream,
  );
  const broken = { ...trial, streams, closedLoopAudits: [{ ...audit, errorCount: 1 }] };
  expect(ledgerOf(record.scenario, [broken])).toMatchObject({ lostCount: 1, isBalanced: true });
});

test('ledgerOf() does not balance when a request of the schedule left no trace', () => {
  const record = exampleRecord({ roundCount: 1 });
  const [trial] = trialsOf(record, 'blocking');
  const [audit] = trial?.closedLoopAudits ?? [];
  if (trial === undefined || audit === undefined) throw new TypeError('The example has an audit');
  const lossy = { ...trial, closedLoopAudits: [{ ...audit, sentCount: audit.sentCount + 1 }] };
  expect(ledgerOf(record.scenario, [lossy]).isBalanced).toBe(false);
});
