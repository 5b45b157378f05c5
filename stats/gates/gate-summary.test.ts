import { expect, test } from 'vitest';
import { exampleRecord } from '../examples/example-record.ts';
import { applyGates } from './gate-summary.ts';
import { gatesOf } from './gates.ts';
import type { RunRecord } from '../record.ts';
import { summarize } from '../summary.ts';

/** A record whose sender was late by a second in the first `lateCount` rounds of blocking. */
function withLateRounds(lateCount: number): RunRecord {
  const record = exampleRecord({ roundCount: 6 });
  for (const trial of record.trials) {
    if (trial.targetName !== 'blocking' || trial.roundIndex >= lateCount) continue;
    for (const stream of trial.streams)
      if (stream.streamName === 'neighbour-warm') stream.sentAtMs = stream.dueAtMs.map((dueMs) => dueMs + 1_000);
  }
  return record;
}

const gatedBlocking = (record: RunRecord) =>
  applyGates(
    record,
    record.trials.filter(({ targetName }) => targetName === 'blocking'),
  );

test('applyGates() to a sound run leaves out nothing', () => {
  const gated = gatedBlocking(exampleRecord({ roundCount: 6 }));
  expect(gated).toMatchObject({ status: 'measured', invalidTrials: [] });
  expect(gated.counted).toHaveLength(6);
  expect(gated.gates.every(({ failedCount }) => failedCount === 0)).toBe(true);
});

test('applyGates() leaves out up to a third of the rounds, and says which and why', () => {
  const gated = gatedBlocking(withLateRounds(2));
  expect(gated.status).toBe('measured');
  expect(gated.counted.map(({ roundIndex }) => roundIndex)).toEqual([2, 3, 4, 5]);
  expect(gated.invalidTrials.map(({ roundIndex }) => roundIndex)).toEqual([0, 1]);
  expect(gated.invalidTrials[0]?.failures.map(({ gate }) => gate)).toContain('sender-lateness');
  expect(gated.gates.find(({ gate }) => gate === 'sender-lateness')).toMatchObject({ failedCount: 2, trialCount: 6 });
});

test('applyGates() says nothing of a target once more than a third of its rounds failed: the rest would be a choice', () => {
  const gated = gatedBlocking(withLateRounds(3));
  expect(gated).toMatchObject({ status: 'invalid', counted: [] });
  expect(gated.invalidTrials).toHaveLength(3);
});

test('a target that is INVALID is in no ranking', () => {
  const { targets, comparisons } = summarize(withLateRounds(3));
  expect(targets[0]).toMatchObject({ targetName: 'blocking', status: 'invalid', validTrialCount: 0, streams: [] });
  expect(comparisons.every(({ targetName, referenceName }) => ![targetName, referenceName].includes('blocking'))).toBe(
    true,
  );
});

test('a target without a valid trial is void, not INVALID', () => {
  const voidTrials = [0, 1, 2].map((roundIndex) => ({ targetName: 'blocking', roundIndex }));
  expect(gatedBlocking(exampleRecord({ roundCount: 3, voidTrials })).status).toBe('void');
});

test('the worst of a gate is the trial nearest to its limit, whichever way the gate fails', () => {
  const { gates } = gatedBlocking(exampleRecord({ roundCount: 6 }));
  const results = exampleRecord({ roundCount: 6 })
    .trials.filter(({ targetName }) => targetName === 'blocking')
    .flatMap((trial) => gatesOf(exampleRecord({ roundCount: 6 }), trial));
  const measured = (gate: string) =>
    results.filter((one) => one.gate === gate).map((one) => one.measured ?? Number.NaN);
  const worst = (gate: string) => gates.find((one) => one.gate === gate)?.worst;
  expect(worst('arrivals')).toBe(Math.min(...measured('arrivals')));
  expect(worst('sender-lateness')).toBe(Math.max(...measured('sender-lateness')));
});
