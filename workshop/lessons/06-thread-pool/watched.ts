import { setTimeout as delay } from 'node:timers/promises';
import { nowMs } from '../../../servers/telemetry.ts';
import type { Reply } from '../../referee/ask.ts';
import type { Learner } from '../../referee/learner-process.ts';
import type { Measured } from '../../referee/measure.ts';
import type { Prepared } from '../../referee/oracle-protocol.ts';
import type { Referee } from '../../referee/referee.ts';
import { type BurstAnswer, answered, burstLimitMs, openConnections, sendBurst } from './burst.ts';
import { type Leaving, leave } from './leaving.ts';
import { type Limits, keptCountOf } from './limits.ts';
import { UPLOADS_MS, type Uploaded, makeUploads, sendUploads } from './uploads.ts';

/** Of a job of the burst, on a quiet machine: many of them fit into a second, and one is still seen. */
const BURST_JOB_MS = 80;
/** A neighbour in the middle of the work tells whether the next steps are worth their time: a server that blocks would be at them for long. */
const GLANCE_AT_MS = 40;
/** Of a job. */
const GLANCE_SHARE = 0.5;
/** On a machine that is busy. */
const JOBS_SLOWDOWN = 1.5;
/** For the connections of the burst. */
const OPENING_MS = 200;

/** A stretch of the watching. Times count from the end of the idle time. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What was seen of a server, step by step. A step whose forerunner failed was not taken. */
export interface Watched {
  readonly measured: Measured;
  /** (a) one job after the other. */
  readonly jobs: Span & { readonly replies: readonly Reply[] };
  /** (b) */
  readonly burst?: { readonly answers: readonly BurstAnswer[]; readonly jobMs: number; readonly idleMs: number };
  /** (c) */
  readonly leaving?: Leaving;
  /** (d) */
  readonly uploaded?: Uploaded;
  /** All steps were taken, and neighbours were asked until those were over in which they matter. */
  readonly isWhole: boolean;
}

interface Taken {
  jobs: Watched['jobs'];
  watchedMs: number;
  burst?: NonNullable<Watched['burst']>;
  leaving?: Leaving;
  uploaded?: Uploaded;
}

/** Takes the steps while neighbours are watched. */
export async function watch(
  referee: Referee,
  server: Learner,
  { jobs, workMs }: Prepared,
  limits: Limits,
): Promise<Watched> {
  const [job] = jobs;
  if (job === undefined) throw new RangeError('A job is needed to watch a server');
  const iterationsPerMs = job.iterations / workMs;
  const jobMs = Math.min(BURST_JOB_MS, workMs);
  const iterations = Math.ceil(jobMs * iterationsPerMs);
  const limitMs = burstLimitMs(limits, jobMs);
  const uploads = makeUploads();
  let startedAtMs = 0;
  const elapsedMs = (): number => nowMs() - startedAtMs;
  const taken: Taken = { jobs: { fromMs: 0, toMs: 0, replies: [] }, watchedMs: Infinity };

  const takeSteps = async (): Promise<void> => {
    startedAtMs = nowMs();
    const replies: Reply[] = [];
    for (const task of jobs) {
      const asked = referee.ask(server, { path: '/work', body: { nonce: task.nonce, iterations: task.iterations } });
      await delay(GLANCE_AT_MS);
      const glance = await referee.ask(server, { path: '/health' });
      replies.push(await asked);
      taken.jobs = { fromMs: 0, toMs: elapsedMs(), replies };
      if (glance.tookMs > GLANCE_SHARE * workMs || replies.some(({ status }) => status !== 200)) return;
    }
    await using opened = await openConnections(referee, server);
    const answers = await sendBurst(referee, server, { agent: opened.agent, iterations, limitMs });
    taken.burst = { answers, jobMs, idleMs: opened.idleMs };
    if (answered(answers).length > 2 * keptCountOf(limits)) return;

    taken.uploaded = await sendUploads(referee, server, uploads, elapsedMs);
    taken.watchedMs = elapsedMs();
    // Last, as its neighbours are nobody's business: what the server does then is seen in its CPU.
    taken.leaving = await leave(referee, server, { limits, iterations, iterationsPerMs });
  };

  const durationMs = JOBS_SLOWDOWN * jobs.length * workMs + OPENING_MS + limitMs + UPLOADS_MS;
  const measured = await referee.measure(server, { askings: [], durationMs, meanwhile: takeSteps });
  return { ...taken, measured, isWhole: taken.watchedMs <= durationMs };
}
