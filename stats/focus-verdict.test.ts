import { describe, expect, test } from 'vitest';
import { withJobs } from './examples/example-jobs.ts';
import { exampleRecord } from './examples/example-record.ts';
import { withPoison } from './examples/example-poison.ts';
import { goodWorkOf } from './good-work.ts';
import type { RunRecord } from './record.ts';
import { summarize } from './summary.ts';

const verdict = (record: RunRecord): string => summarize(record).verdict;

function focused(record: RunRecord, focus: NonNullable<RunRecord['scenario']['focus']>): RunRecord {
  return { ...record, scenario: { ...record.scenario, focus } };
}

describe('the first line of a report on jobs', () => {
  const stable = focused(withJobs(exampleRecord({ hasStamps: true }), 'thread-pool'), 'jobs');

  test('tells when a job was accepted, begun and done, and nothing of the neighbours', () => {
    expect(verdict(stable)).toMatch(
      /^While 8 clients ran csv-report \(80 ms each\), jobs were, at the median: at thread-pool accepted after 1\.5 ms, begun after \d+ ms, done after \d+ ms\.$/,
    );
  });

  test('says how fast a backlog grew where no time can be told', () => {
    const overloaded = withJobs(exampleRecord({ hasStamps: true, heavyPerSecond: 40 }), 'thread-pool');
    expect(verdict(focused(overloaded, 'jobs'))).toMatch(/at the median: thread-pool fell behind by [\d.]+\/s\.$/);
  });

  test('is about neighbours where no target has jobs', () => {
    expect(verdict(focused(exampleRecord(), 'jobs'))).toBe(verdict(exampleRecord()));
  });
});

test('the first line of a report on tasks sets rates and their price side by side, the highest rate first', () => {
  const record = focused(exampleRecord({ roundCount: 1 }), 'tasks');
  const rates = summarize(record)
    .targets.map(({ streams }) => streams.find(({ streamName }) => streamName === 'heavy')?.donePerSecond.value ?? 0)
    .toSorted((a, b) => b - a);
  const told = [...verdict(record).matchAll(/ did ([\d.]+)\/s/g)].map(([, rate]) => Number(rate));
  expect(told).toHaveLength(rates.length);
  expect(told).toEqual(told.toSorted((a, b) => b - a));
  expect(verdict(record)).toMatch(/\d\/s of them at \d+ ms of CPU each; [\w-]+ did [\d.]+\/s at \d+ ms/);
});

describe('the first line of a report on poison', () => {
  test('says that all good requests were served and all poisoned ones told', () => {
    expect(verdict(withPoison(exampleRecord({ roundCount: 1 })))).toMatch(
      /^While 8 clients ran csv-report \(80 ms each\) and poison was asked for 2\.0\/s, every good request was served right, and every poisoned one got an error with a code; at the median a good one took from \d+ ms \([\w-]+\) to \d+ ms \([\w-]+\)\.$/,
    );
  });

  test('names who served fewer, and who kept silent', () => {
    const record = withPoison(exampleRecord({ roundCount: 1 }), (targetName, index) =>
      targetName === 'cluster' && index < 3 ? 'broken' : 'failed',
    );
    const trial = record.trials.find(({ targetName }) => targetName === 'blocking');
    const heavy = trial?.streams.find(({ streamName }) => streamName === 'heavy');
    if (heavy !== undefined) heavy.outcomes[heavy.outcomes.length >> 1] = 'failed';
    expect(verdict(record)).toMatch(
      /of the good requests blocking served only [\d>]+ ?\d* % right, and of the poisoned ones cluster did not tell 3 of 10 what was wrong/,
    );
  });
});

describe('goodWorkOf()', () => {
  test('is null where nothing must fail', () => {
    const record = exampleRecord({ roundCount: 1 });
    expect(summarize(record).targets.map((target) => goodWorkOf(record, target))).toEqual([null, null, null, null]);
  });

  test('counts over all rounds, and leaves out what the end of a closed loop cut off', () => {
    const record = withPoison(exampleRecord({ roundCount: 2 }), (_, index) => (index === 0 ? 'wrong' : 'failed'));
    const [blocking] = summarize(record).targets;
    if (blocking === undefined) throw new TypeError('The example has a first target');
    const heavy = blocking.streams.find(({ streamName }) => streamName === 'heavy');
    expect(heavy?.outcomes.unfinished).toBeGreaterThan(0);
    expect(goodWorkOf(record, blocking)).toEqual({
      askedCount: heavy?.outcomes.ok,
      servedCount: heavy?.outcomes.ok,
      poisonCount: 20,
      toldCount: 18,
    });
  });
});

test('poison is no heavy work: it changes no rate, no account, no CPU per task and no limit', () => {
  const record = exampleRecord({ roundCount: 1 });
  const [without] = summarize(record).targets;
  const [beside] = summarize(withPoison(record)).targets;
  expect(beside?.ledger).toEqual(without?.ledger);
  expect(beside?.cpuMsPerTask).toBe(without?.cpuMsPerTask);
  expect(beside?.status).toBe('measured');
  expect(beside?.streams.slice(0, -1)).toEqual(without?.streams);
  // What it costs where it runs, no model knows.
  expect(beside?.predictions).toEqual([]);
});
