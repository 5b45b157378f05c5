import { describe, expect, test } from 'vitest';
import { EXAMPLE_TARGETS, type ExampleOptions, exampleRecord } from './examples/example-record.ts';
import { withJobs } from './examples/example-jobs.ts';
import type { RunRecord } from './record.ts';
import { summarize } from './summary.ts';
import { warningsOf } from './warnings.ts';

/** A run without any doubt: 6 rounds with over 1000 neighbours, on 8 cores. */
const sound: ExampleOptions = { roundCount: 6, availableCoreCount: 8, targets: EXAMPLE_TARGETS.slice(0, 2) };

const warningsIn = (record: RunRecord) => warningsOf(record, summarize(record).levels);

/** @param spoil changes a copy of the sound record */
function raisedWhen(spoil: (record: RunRecord) => void): { code: string; message: string }[] {
  const record = exampleRecord(sound);
  spoil(record);
  return warningsIn(record);
}

test('warningsOf() a sound run is nothing', () => {
  expect(warningsIn(exampleRecord(sound))).toEqual([]);
});

test('warningsOf() the example on 2 cores names the flags that help', () => {
  const warnings = warningsIn(exampleRecord());
  expect(warnings.map(({ code }) => code)).toEqual(['WARN_CONTENDED', 'WARN_FEW_ROUNDS', 'WARN_NO_P99']);
  expect(warnings[0]?.message).toContain('shared 2 cores');
  expect(warnings[1]?.message).toMatch(/^Only 3 valid rounds: .*--rounds 6\.$/u);
  expect(warnings[2]?.message).toContain('neighbour-warm and neighbour-cold: it takes 1,000 requests');
});

const trialOf = (record: RunRecord, targetName: string) =>
  record.trials.find((trial) => trial.targetName === targetName);

describe('warningsOf() raises just', () => {
  test.each<[code: string, said: string, spoil: (record: RunRecord) => void]>([
    ['WARN_QUICK', 'not for publication', (record) => Object.assign(record, { isQuick: true })],
    ['WARN_NOT_VERIFIED', 'not compared', (record) => Object.assign(record, { isVerified: false })],
    ['WARN_CONTENDED', 'shared 3 cores', ({ machine }) => Object.assign(machine, { availableCoreCount: 3 })],
    ['WARN_BUSY_MACHINE', 'load average 4.1 on 8 cores', ({ machine }) => (machine.loadBefore.loadAverage1m = 4.1)],
    ['WARN_BUSY_MACHINE', 'CPU pressure 11 %', ({ machine }) => (machine.loadBefore.cpuPressureShare = 0.11)],
    [
      'WARN_WARM_OPENED',
      'at async-cpu:',
      (record) => {
        const stream = trialOf(record, 'async-cpu')?.streams.find(({ streamName }) => streamName === 'neighbour-warm');
        Object.assign(stream ?? {}, { openedDuringCount: 1 });
      },
    ],
    [
      'WARN_PARTIAL',
      'ended early (Stopped): 12 of 12 trials',
      (record) => Object.assign(record, { status: 'partial', partialReason: 'Stopped' }),
    ],
  ])('%s: "%s"', (code, said, spoil) => {
    const raised = raisedWhen(spoil);
    expect(raised.map((warning) => warning.code)).toEqual([code]);
    expect(raised[0]?.message).toContain(said);
  });
});

test('warningsOf() does not call a sender late that is late by little beside the waits', () => {
  const raised = raisedWhen(({ trials }) => {
    for (const { streams } of trials)
      for (const stream of streams) stream.sentAtMs = stream.dueAtMs.map((dueMs) => dueMs + 20);
  });
  expect(raised).toEqual([]);
});

test('warningsOf() a run with void trials counts them by target, and says who has too few rounds left', () => {
  const voidTrials = [0, 1].map((roundIndex) => ({ targetName: 'blocking', roundIndex }));
  const warnings = warningsIn(exampleRecord({ ...sound, voidTrials }));
  expect(warnings.map(({ code }) => code)).toEqual(['WARN_VOID_TRIALS', 'WARN_FEW_ROUNDS', 'WARN_NO_P99']);
  expect(warnings[0]?.message).toContain('(blocking 2)');
  expect(warnings[1]?.message).toContain('Only 4 valid rounds for blocking:');
});

test('warningsOf() says aloud that a job was accepted and never heard of again', () => {
  const record = withJobs(exampleRecord(sound), 'async-cpu');
  expect(warningsIn(record)).toEqual([]);
  const heavy = trialOf(record, 'async-cpu')?.streams.find(({ streamName }) => streamName === 'heavy');
  heavy?.jobStates?.fill('unknown', 0, 2);
  const [warning] = warningsIn(record);
  expect(warning?.code).toBe('WARN_JOBS_UNKNOWN');
  expect(warning?.message).toMatch(/\(async-cpu: 2 of \d+\)/u);
});

test('warningsOf() does not repeat what the record already says', () => {
  const record = { ...exampleRecord(sound), isQuick: true, warnings: [{ code: 'WARN_QUICK', message: 'Quick.' }] };
  expect(warningsIn(record)).toEqual([]);
});

test('warningsOf() says when jobs lay done for longer than they took: then the clients are what was measured', () => {
  const record = withJobs(exampleRecord({ ...sound, hasStamps: true }), 'async-cpu');
  expect(warningsIn(record).map(({ code }) => code)).not.toContain('WARN_CLIENTS_ASK');
  for (const { streams } of record.trials)
    for (const stream of streams)
      if (stream.finishedAtMs !== undefined) stream.finishedAtMs = stream.sentAtMs.map((sentMs) => sentMs + 5);
  const [message] = warningsIn(record).flatMap(({ code, message: text }) => (code === 'WARN_CLIENTS_ASK' ? text : []));
  expect(message).toContain('Jobs of async-cpu lay done');
});
