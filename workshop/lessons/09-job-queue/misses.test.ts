import { expect, test } from 'vitest';
import { attemptText } from './attempt-picture.ts';
import type { JobSeen } from './job-seen.ts';
import { missesOf } from './misses.ts';
import type { Role, Seen } from './ordeal.ts';

const done = (digest: string, ...beginsMs: readonly number[]): JobSeen => ({
  state: 'done',
  digest,
  effects: [digest],
  beginsMs,
});
const asked = { nonce: 'n', iterations: 1, status: 202, location: '/jobs/1' };
const JOBS: Readonly<Record<Role, JobSeen>> = {
  first: done('d1', 0, 1_000),
  second: done('d2', 0, 1_000),
  poison: { state: 'failed', digest: null, effects: [], beginsMs: [1_000, 1_020, 1_040] },
  behind: done('d3', 1_400),
  long: done('d4', 2_000),
};
const WELL: Seen = {
  workMs: 400,
  leaseMs: 800,
  asked: { first: asked, second: asked, poison: asked, behind: asked, long: asked },
  digests: { first: 'd1', second: 'd2', behind: 'd3', long: 'd4' },
  statesInMiddle: ['running', 'running'],
  statesWithoutWorkers: { first: 'running', second: 'running', poison: 'queued', behind: 'queued' },
  killedAtMs: 160,
  endedAtMs: 4_000,
  jobs: JOBS,
  longCpuMs: [1_600, 10, 0],
  measured: { answers: [], probes: [{ dueMs: 0, waitMs: 8 }], noiseMs: 2, cpuMs: 300, badProbeCount: 0 },
  output: [],
};
const factsOf = (change: Partial<Seen>): string[] => missesOf({ ...WELL, ...change }).map(({ fact }) => fact);
const withJob = (role: Role, change: Partial<JobSeen>): Partial<Seen> => ({
  jobs: { ...JOBS, [role]: { ...JOBS[role], ...change } },
});

test('a queue that did all of it has no misses', () => {
  expect(factsOf({})).toEqual([]);
});

test('a system that tells no CPU is believed what the attempts tell', () => {
  expect(factsOf({ longCpuMs: null })).toEqual([]);
});

test.each<{ what: string; change: Partial<Seen>; facts: readonly RegExp[] }>([
  {
    what: 'a job that was not accepted',
    change: { asked: { ...WELL.asked, behind: { ...asked, status: 500 } } },
    facts: [/^1 of 5 jobs were not answered with 202/],
  },
  { what: 'an idle worker', change: { statesInMiddle: ['running', 'queued'] }, facts: [/"running" and "queued"\.$/] },
  {
    what: 'jobs that come back far too late for the long one to be asked for',
    change: {
      asked: { first: asked, second: asked, poison: asked, behind: asked },
      jobs: { first: JOBS.first, second: JOBS.second, poison: JOBS.poison, behind: JOBS.behind },
    },
    facts: [/got done, but not within 3\.20 s of two other workers/],
  },
  {
    what: 'ids that are forgotten',
    change: { statesWithoutWorkers: { first: 'unknown', behind: 'queued' } },
    facts: [/knew nothing of 1 of 2 ids/],
  },
  {
    what: 'a job that got done by nobody',
    change: { statesWithoutWorkers: { first: 'running', behind: 'done' } },
    facts: [/^No worker was there, and 1 of 2 jobs got done/],
  },
  {
    what: 'a job that got done before it was struck, and not of nobody at work',
    change: {
      statesInMiddle: ['done', 'running'],
      statesWithoutWorkers: { first: 'done', second: 'running', behind: 'queued' },
    },
    facts: [/they were "done" and "running"\.$/],
  },
  {
    what: 'a job lost',
    change: withJob('second', { state: 'running' }),
    facts: [/^kill -9 ended a worker .* "running"/],
  },
  { what: 'a second begin that is not there', change: withJob('first', { beginsMs: [0] }), facts: [/begun only once/] },
  { what: 'two effects', change: withJob('first', { effects: ['d1', 'd1'] }), facts: [/That job has 2 effects/] },
  { what: 'no effect', change: withJob('behind', { effects: [] }), facts: [/^1 job of 4 got done and had no effect/] },
  { what: 'another digest', change: withJob('long', { digest: 'x' }), facts: [/^1 of 4 jobs .* another digest/] },
  { what: 'another effect', change: withJob('long', { effects: ['x'] }), facts: [/^1 of 4 jobs .* another digest/] },
  {
    what: 'an endless poison',
    change: withJob('poison', { state: 'running', beginsMs: [1, 2, 3, 4] }),
    facts: [/begun 4 times, and is "running"/],
  },
  {
    what: 'a poison whose workers die',
    change: withJob('poison', { state: 'running' }),
    facts: [/begun 3 times, and is "running"/],
  },
  {
    what: 'a poison that nobody tries again',
    change: withJob('poison', { beginsMs: [1] }),
    facts: [/begun once, and is "failed"/],
  },
  {
    what: 'a job that starves',
    change: withJob('behind', { state: 'queued', effects: [] }),
    facts: [/came after one/],
  },
  {
    what: 'a long job begun twice',
    change: withJob('long', { beginsMs: [2_000, 2_810] }),
    facts: [/^A job of 1\.60 s, .* was begun 2 times/],
  },
  { what: 'a second worker at the long job', change: { longCpuMs: [1_600, 700] }, facts: [/was begun 2 times/] },
  { what: 'a long job that no worker did', change: { longCpuMs: [90, 80] }, facts: [/no worker used more than 90 ms/] },
  {
    what: 'an API that is held up',
    change: { measured: { ...WELL.measured, probes: [{ dueMs: 0, waitMs: 390 }] } },
    facts: [/a neighbour waited 390 ms/],
  },
])('missesOf() tells of $what', ({ change, facts }) => {
  expect(factsOf(change)).toEqual(facts.map((fact) => expect.stringMatching(fact) as string));
});

test('on a noisy machine, what may be chance is no clear miss', () => {
  const lost = withJob('first', { state: 'running' });
  const noisy = { ...WELL.measured, noiseMs: 40 };
  expect(missesOf({ ...WELL, ...lost })[0]?.isClear).toBe(true);
  expect(missesOf({ ...WELL, ...lost, measured: noisy })[0]?.isClear).toBe(false);
});

test('who takes a job early is asked about leases, who loses one about the timer', () => {
  const questionOf = (beginsMs: readonly number[]): string | undefined =>
    missesOf({ ...WELL, ...withJob('long', { beginsMs }) })[0]?.question;
  expect(questionOf([2_000, 2_030])).toMatch(/May a worker take/);
  expect(questionOf([2_000, 2_810])).toMatch(/timer of the heartbeat/);
});

test('attemptText() draws which attempt had a job, the kill, and the time when nobody had it', () => {
  const killed = attemptText([0, 400], { endMs: 600, killedAtMs: 100 });
  expect(killed).toBe(`attempt ${'1'.repeat(10)}X${'.'.repeat(29)}${'2'.repeat(20)}`);
  const twice = attemptText([0, 300], { endMs: 600, killedAtMs: null });
  expect(twice).toBe(`attempt ${'1'.repeat(30)}${'2'.repeat(30)}`);
});
