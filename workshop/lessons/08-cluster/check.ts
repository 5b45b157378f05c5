import { randomUUID } from 'node:crypto';
import { nowMs } from '../../../servers/telemetry.ts';
import { STALL_MS } from '../../../stats/summary.ts';
import { formatMs, formatShare } from '../../../stats/units.ts';
import type { Lesson } from '../../lesson.ts';
import type { Learner } from '../../referee/learner-process.ts';
import type { Measured } from '../../referee/measure.ts';
import type { Prepared } from '../../referee/oracle-protocol.ts';
import type { Referee } from '../../referee/referee.ts';
import type { Attempt } from '../../referee/verdict.ts';
import { workMisses } from '../../referee/work-misses.ts';
import { USER_COUNT, WORKER_COUNT, demonstrate } from './demonstration.ts';
import { type JobVisit, visitJob, warmUp } from './job-visit.ts';
import { countServing } from './serving-processes.ts';
import { slowShareOf, stallMisses, waitsOf } from './stall-misses.ts';
import { brokenMisses, clusterMisses, doneMisses, sharedMisses } from './visit-misses.ts';

/** One after the other: at any time one worker has work, as on a machine whose cores all serve. */
const JOB_COUNT = 3;
/** Of W, for each job with the questions around it. */
const WATCHED_SHARE = 2;

interface Watched {
  readonly visits: readonly JobVisit[];
  readonly measured: Measured;
}

/** Neighbours on connections to all workers, and beside them a user with one job after the other. */
async function watch(referee: Referee, server: Learner, { jobs, workMs }: Prepared): Promise<Watched> {
  const visits: JobVisit[] = [];
  const measured = await referee.measure(server, {
    askings: [],
    durationMs: JOB_COUNT * WATCHED_SHARE * workMs,
    meanwhile: async () => {
      const startedAtMs = nowMs();
      for (const job of jobs) {
        const { fromMs, toMs, ...visit } = await visitJob(referee, server, { job, workMs });
        // As the neighbours' times: from the end of the idle time.
        visits.push({ ...visit, fromMs: fromMs - startedAtMs, toMs: toMs - startedAtMs });
      }
    },
  });
  return { visits, measured };
}

async function check(referee: Referee): Promise<Attempt> {
  const prepared = await referee.prepare(JOB_COUNT);
  await using server = await referee.start(referee.file('server.ts'));
  const servingCount = await countServing(referee, server);
  const { status: unknownStatus } = await referee.ask(server, { path: `/jobs/${randomUUID()}` });
  await warmUp(referee, server);
  const { visits, measured } = await watch(referee, server, prepared);
  const { workMs } = prepared;
  const conditions = { workMs, noiseMs: measured.noiseMs };
  const waits = waitsOf(visits, measured.probes);
  return {
    misses: [
      ...clusterMisses(servingCount, visits),
      ...doneMisses(visits, workMs),
      ...workMisses(measured, workMs, JOB_COUNT),
      ...stallMisses(waits, conditions),
      ...sharedMisses(visits, unknownStatus),
      ...brokenMisses(visits),
    ],
    facts: [
      `While a job ran, ${formatShare(slowShareOf(waits.held))} of ${waits.held.length} users with connections that stay open waited longer than ${formatMs(STALL_MS)}. On the connection that a job was made on, the longest wait was ${formatMs(Math.max(...waits.maker))}.`,
      'Each job was known on every other connection, from the moment its maker had the id.',
    ],
    noiseMs: measured.noiseMs,
    output: server.output(),
  };
}

export const cluster: Lesson = {
  number: 8,
  name: 'cluster',
  folder: new URL('./', import.meta.url),
  mainFile: 'server.ts',
  predictions: [
    {
      question: (workMs) =>
        `A job of ${formatMs(workMs)} alone in one process: how long does it take in a cluster of ${WORKER_COUNT} workers?`,
      unit: 'ms',
    },
    {
      question: () =>
        `One of ${WORKER_COUNT} workers is in the middle of a job. ${USER_COUNT} users ask GET /echo on connections that have been open for a while. Which share of them waits until the job ends?`,
      unit: 'share',
    },
    {
      question: () =>
        `${USER_COUNT} more users come at that moment, each on a new connection. Which share of them waits until the job ends?`,
      unit: 'share',
    },
    {
      question: () =>
        `Each worker keeps its jobs in a Map. One is done, and ${USER_COUNT} users ask for it, each on a new connection. Which share of them hears 404?`,
      unit: 'share',
    },
  ],
  run: demonstrate,
  check,
};
