import process from 'node:process';
import { formatMs } from '../../../stats/units.ts';
import type { Demonstration, Lesson } from '../../lesson.ts';
import { worstMs } from '../../referee/picture.ts';
import type { Referee } from '../../referee/referee.ts';
import type { Attempt } from '../../referee/verdict.ts';
import { JOB_COUNT, demonstrate } from './demonstration.ts';
import { missesOf } from './misses.ts';
import { LEASE_SHARE, LONG_SHARE, undergo } from './ordeal.ts';
import { type Place, openFilePlace } from './place.ts';
import { QUEUE_VARIABLE, openRedisPlace } from './redis-place.ts';

/** What a queue says of itself when it has gone through it all. `open` makes its place. */
async function attempt(referee: Referee, open: (leaseMs: number) => Promise<Place>): Promise<Attempt> {
  const seen = await undergo(referee, open);
  const { jobs, measured, workMs, leaseMs } = seen;
  const attempts = [jobs.first, jobs.second].map((job) => job?.beginsMs.length ?? 0);
  return {
    misses: missesOf(seen),
    facts: [
      `Two workers and the API were struck in the middle of two jobs. Both are done: ${attempts.join(' and ')} attempts, 1 effect each.`,
      `The job that throws each time is "failed" after ${jobs.poison?.beginsMs.length ?? 0} attempts, and the one behind it is done.`,
      `A job of ${formatMs(LONG_SHARE * workMs)} was begun once, with leases of ${formatMs(leaseMs)}.`,
      `Neighbours at the API waited ${formatMs(worstMs(measured.probes, 0))} at worst.`,
    ],
    noiseMs: measured.noiseMs,
    output: seen.output,
  };
}

const check = async (referee: Referee): Promise<Attempt> =>
  attempt(referee, async (leaseMs) => openFilePlace(referee, new URL('./', referee.file('queue.ts')), leaseMs));

/** The same check, of BullMQ in redis/. @throws {HarnessError} ERR_CONFIG, ERR_QUEUE_UNREACHABLE */
export const checkRedis = async (referee: Referee, url: string): Promise<Attempt> =>
  attempt(referee, async (leaseMs) => openRedisPlace(url, leaseMs));

/** The demonstration; then BullMQ in the same check, where a Redis is named. */
async function run(referee: Referee): Promise<Demonstration> {
  const shown = await demonstrate(referee);
  const url = process.env[QUEUE_VARIABLE];
  if (url === undefined || url === '') return shown;
  const { misses, facts } = await checkRedis(referee, url);
  const said = misses.length === 0 ? facts : misses.map(({ fact }) => fact);
  return { ...shown, lines: [...shown.lines, '', 'BullMQ on your Redis, in the check of this lesson:', ...said] };
}

export const jobQueue: Lesson = {
  number: 9,
  name: 'job-queue',
  folder: new URL('./', import.meta.url),
  mainFile: 'queue.ts',
  predictions: [
    {
      question: () =>
        `${JOB_COUNT} jobs stand in a file: the first one is "running", the others are "queued". kill -9 ends the worker in the middle of the first; a new worker starts. How many of the ${JOB_COUNT} never get done?`,
      unit: 'count',
    },
    {
      question: () =>
        `kill -9 ends the API as well, and it starts again with the same file. Of how many of the ${JOB_COUNT} ids that it gave out does it know nothing?`,
      unit: 'count',
    },
    {
      question: (workMs) =>
        `A worker has a lease of ${formatMs(LEASE_SHARE * workMs)} on a job that takes ${formatMs(LONG_SHARE * workMs)}, and a timer that renews it every ${formatMs((LEASE_SHARE * workMs) / 4)}. The job is one call of work(). A second worker is idle. How often does the job get begun?`,
      unit: 'count',
    },
  ],
  run,
  check,
};
