import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Demonstration } from '../../lesson.ts';
import type { Learner } from '../../referee/learner-process.ts';
import type { WorkTask } from '../../referee/oracle-protocol.ts';
import type { Referee } from '../../referee/referee.ts';
import { plural } from '../../../stats/units.ts';
import { attemptText } from './attempt-picture.ts';
import { type Asked, askFor, seenOf, statusOf, untilAll } from './job-seen.ts';
import { LEASE_SHARE, LONG_SHARE } from './ordeal.ts';
import { type Place, openFilePlace } from './place.ts';

/** Of the first part: one is begun, the others wait. */
export const JOB_COUNT = 3;
/** Of W: after it, nothing more happens. */
const PATIENCE_SHARE = 12;

interface Stage {
  readonly referee: Referee;
  readonly place: Place;
  readonly workMs: number;
}

const taskOf = ({ iterations }: WorkTask, share: number): WorkTask => ({
  nonce: randomUUID(),
  iterations: Math.round(iterations * share),
});

/** kill -9 of worker and API of the starter, in the middle of the first of three jobs. */
async function killBoth({ referee, place, workMs }: Stage, task: WorkTask): Promise<readonly number[]> {
  const asked: Asked[] = [];
  {
    await using api = await referee.start(place.apiFile, place.args);
    await using worker = await referee.start(place.workerFile, place.args);
    for (let index = 0; index < JOB_COUNT; index += 1) asked.push(await askFor(referee, api, taskOf(task, 1)));
    await untilAll(referee, api, asked.slice(0, 1), { states: ['running', 'done'], limitMs: PATIENCE_SHARE * workMs });
    await delay(workMs / 4, undefined, { signal: referee.signal });
    await Promise.all([worker.end('SIGKILL'), api.end('SIGKILL')]);
  }
  await using api = await referee.start(place.apiFile, place.args);
  const statuses = await Promise.all(asked.map(async (one) => statusOf(referee, api, one)));
  await using _worker: Learner = await referee.start(place.workerFile, place.args);
  // The ones that waited are done, and a lease would be over.
  await untilAll(referee, api, asked.slice(1), { states: ['done'], limitMs: PATIENCE_SHARE * workMs });
  await delay(LEASE_SHARE * workMs, undefined, { signal: referee.signal });
  const states = await untilAll(referee, api, asked, { states: ['done'], limitMs: 2 * workMs });
  return [
    states.filter((state) => state !== 'done').length,
    statuses.filter(({ state }) => state === 'unknown').length,
  ];
}

/** A long job, two workers whose heartbeat gets no turn, and a sound queue. */
async function workLong({ referee, place, workMs }: Stage, task: WorkTask): Promise<Demonstration> {
  await using api = await referee.start(place.apiFile, place.args);
  const workers = await Promise.all([0, 1].map(async () => referee.start(place.workerFile, place.args)));
  await using resources = new AsyncDisposableStack();
  for (const worker of workers) resources.use(worker);
  const job = await askFor(referee, api, taskOf(task, LONG_SHARE));
  await untilAll(referee, api, [job], { states: ['done', 'failed'], limitMs: 2 * PATIENCE_SHARE * workMs });
  const { beginsMs, state, effects } = await seenOf(referee, api, place.ledger, job);
  return {
    lines: [
      'A job that is longer than its lease, two workers, and a heartbeat whose timer gets no turn:',
      attemptText(beginsMs, { killedAtMs: null, endMs: Date.now() }),
      `It was begun ${beginsMs.length} times, is "${state}" in the end, and had ${plural(effects.length, 'effect')}.`,
    ],
    truths: [beginsMs.length],
  };
}

export async function demonstrate(referee: Referee): Promise<Demonstration> {
  const { jobs, workMs } = await referee.prepare(1);
  const task = jobs[0] ?? { nonce: '', iterations: 1 };
  const leaseMs = Math.round(LEASE_SHARE * workMs);
  await using plain = await openFilePlace(referee, new URL('./start/', import.meta.url), leaseMs);
  const [lostCount = 0, forgottenCount = 0] = await killBoth({ referee, place: plain, workMs }, task);
  await using sound = await openFilePlace(referee, new URL('./start/', import.meta.url), leaseMs);
  const workerFile = new URL('./demo/busy-worker.ts', import.meta.url);
  const long = await workLong({ referee, place: { ...sound, workerFile }, workMs }, task);
  return {
    lines: [
      `A queue in a file, without leases; kill -9 of worker and API in the middle of the first of ${JOB_COUNT} jobs; both start again:`,
      `${lostCount} of ${JOB_COUNT} jobs never got done, and the API had forgotten ${forgottenCount} of ${JOB_COUNT} ids.`,
      ...long.lines,
    ],
    truths: [lostCount, forgottenCount, ...long.truths],
  };
}
