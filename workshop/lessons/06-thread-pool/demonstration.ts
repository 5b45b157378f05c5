import os from 'node:os';
import { formatCount, formatMs } from '../../../stats/units.ts';
import { percentile } from '../../../stats/percentile.ts';
import type { Demonstration, Prediction } from '../../lesson.ts';
import { type Asking, type Measured, during } from '../../referee/measure.ts';
import { heartbeatText } from '../../referee/picture.ts';
import type { WorkJob } from '../../referee/oracle-protocol.ts';
import type { Referee } from '../../referee/referee.ts';
import { READING_COUNT, type Uploaded, makeUploads, sendUploads, uploadWaitMs } from './uploads.ts';

const THREAD_COUNT = 2;
const JOB_COUNT = 10;
/** Of W. */
const JOB_SHARE = 0.25;
const CROWD_COUNT = 100;
const CROWD_JOB_SHARE = 0.1;
/** Rounds that a thread of each core has to do. */
const ROUND_COUNT = 4;
const TAIL_SHARE = 0.99;
/** The first job of a thread loads and compiles its code. */
const WARM_MS = 500;
const UPLOADS_MS = 2_200;
/** One that was answered late is still before the next step. */
const SLOWDOWN = 1.3;

const POOL = new URL('./demo/unlimited-pool.ts', import.meta.url);
const coreCount = os.availableParallelism();

export const predictions: readonly [Prediction, ...Prediction[]] = [
  {
    question: (workMs) =>
      `A pool of ${THREAD_COUNT} threads gets ${JOB_COUNT} jobs at once, each with ${formatMs(JOB_SHARE * workMs)} of work. When is the last of them done?`,
    unit: 'ms',
  },
  {
    question: (workMs) =>
      `Its queue has no limit. ${CROWD_COUNT} jobs come at once, each with ${formatMs(CROWD_JOB_SHARE * workMs)} of work. What is the p99 of their waits: how long does about the last one take?`,
    unit: 'ms',
  },
  {
    question: () =>
      `This machine can run ${coreCount} threads at once. A pool of ${coreCount} does a pile of jobs, then a pool of ${2 * coreCount} does the same pile. Which share of the time does the bigger pool take (0.5 is half, 1 is the same)?`,
    unit: 'share',
  },
  {
    question: () =>
      `The loop hands ${formatCount(READING_COUNT)} small objects to a thread. postMessage() is asynchronous. How long does the slowest neighbour wait?`,
    unit: 'ms',
  },
];

const times = (count: number, asking: Asking): Asking[] => Array.from({ length: count }, () => asking);

/** A demonstration's answers are looked at for their time only. */
const asking = (job: WorkJob, atMs: number): Asking => ({ job, atMs, expected: undefined });

const lastMs = ({ answers }: Measured, from = 0, to = answers.length): number =>
  Math.max(...answers.slice(from, to).map(({ tookMs }) => tookMs));

/** @returns when the last job was done that a pool of so many threads got at once */
async function pileMs(referee: Referee, threadCount: number, job: WorkJob, jobMs: number): Promise<number> {
  await using server = await referee.start(POOL, [String(threadCount)]);
  const warm = times(threadCount, asking({ ...job, iterations: 1 }, 0));
  const pile = times(ROUND_COUNT * coreCount, asking(job, WARM_MS));
  const measured = await referee.measure(server, {
    askings: [...warm, ...pile],
    durationMs: WARM_MS + ROUND_COUNT * jobMs,
  });
  return lastMs(measured, warm.length);
}

export async function run(referee: Referee): Promise<Demonstration> {
  const { jobs, workMs: jobMs } = await referee.prepare(1, JOB_SHARE);
  const [job] = jobs;
  if (job === undefined) throw new RangeError('A job is needed for the demonstration');
  const smallShare = CROWD_JOB_SHARE / JOB_SHARE;
  const small = { ...job, iterations: Math.ceil(job.iterations * smallShare) };
  const crowdAtMs = WARM_MS + (SLOWDOWN * JOB_COUNT * jobMs) / THREAD_COUNT;
  const uploadsAtMs = crowdAtMs + (SLOWDOWN * CROWD_COUNT * smallShare * jobMs) / THREAD_COUNT;
  const uploads = makeUploads();
  let uploaded: Uploaded | undefined;
  await using server = await referee.start(POOL, [String(THREAD_COUNT)]);
  const measured = await referee.measure(server, {
    askings: [
      ...times(THREAD_COUNT, asking({ ...job, iterations: 1 }, 0)),
      ...times(JOB_COUNT, asking(job, WARM_MS)),
      ...times(CROWD_COUNT, asking(small, crowdAtMs)),
    ],
    durationMs: uploadsAtMs + UPLOADS_MS,
    meanwhile: async () => {
      const startedAtMs = performance.now();
      const elapsedMs = (): number => performance.now() - startedAtMs;
      await new Promise((resolve) => setTimeout(resolve, uploadsAtMs));
      uploaded = await sendUploads(referee, server, uploads, elapsedMs);
    },
  });
  if (uploaded === undefined) throw new RangeError('The uploads were sent meanwhile');
  const crowdMs = measured.answers
    .slice(THREAD_COUNT + JOB_COUNT)
    .map(({ tookMs }) => tookMs)
    .toSorted((a, b) => a - b);
  const fewMs = await pileMs(referee, coreCount, job, jobMs);
  const manyMs = await pileMs(referee, 2 * coreCount, job, jobMs);
  return {
    lines: [
      `${JOB_COUNT} jobs, then ${CROWD_COUNT}, on ${THREAD_COUNT} threads. The neighbours of the loop:`,
      heartbeatText(during(measured, WARM_MS, uploadsAtMs).probes),
      `${formatCount(READING_COUNT)} objects for a thread, ${uploaded.spans.length} times:`,
      heartbeatText(during(measured, uploadsAtMs, Infinity).probes),
      `A pile of ${ROUND_COUNT * coreCount} jobs: ${formatMs(fewMs)} with ${coreCount} threads, ${formatMs(manyMs)} with ${2 * coreCount}.`,
    ],
    truths: [
      lastMs(measured, THREAD_COUNT, THREAD_COUNT + JOB_COUNT),
      percentile(crowdMs, TAIL_SHARE),
      manyMs / fewMs,
      uploadWaitMs(measured, uploaded),
    ],
  };
}
