import { nowMs } from '../../../servers/telemetry.ts';
import { formatMs } from '../../../stats/units.ts';
import type { Demonstration, Lesson } from '../../lesson.ts';
import type { Reply } from '../../referee/ask.ts';
import { type Measured, during } from '../../referee/measure.ts';
import type { Learner } from '../../referee/learner-process.ts';
import type { Prepared, WorkJob } from '../../referee/oracle-protocol.ts';
import { heartbeatText, worstMs } from '../../referee/picture.ts';
import { pause } from '../../referee/pause.ts';
import type { Referee } from '../../referee/referee.ts';
import { spoiltTask, spoiltTaskMisses } from '../../referee/spoilt-task.ts';
import type { Attempt, Miss } from '../../referee/verdict.ts';
import { waitMisses, workMisses } from '../../referee/work-misses.ts';
import { acceptMisses, clearAlsoWhere, failureMisses, resultMisses, unaskedMisses } from './result-misses.ts';
import { type Followed, askResult, follow, postWork } from './results.ts';

const WAYS = ['un-awaited', 'set-immediate'] as const;
const CROWD_COUNT = 2;
const WAIT_MS = 80;
/** Of W, for each job that is under way. */
const RESULT_SHARE = 3;
/** Of a job: is beside the task that throws. */
const BYSTANDER_SHARE = 0.25;

/** Each way of answering early, one after the other. */
async function run(referee: Referee): Promise<Demonstration> {
  const { jobs, workMs } = await referee.prepare(WAYS.length);
  await using server = await referee.start(new URL('./demo/two-ways.ts', import.meta.url));
  const apartMs = 2 * workMs;
  const tookMs: number[] = [];
  const meanwhile = async (): Promise<void> => {
    const startedAtMs = nowMs();
    for (const [index, way] of WAYS.entries()) {
      await pause(Math.max(0, startedAtMs + index * apartMs - nowMs()), server, referee);
      const { tookMs: answeredMs } = await referee.ask(server, { path: `/${way}`, body: jobs[index] });
      tookMs.push(answeredMs);
    }
  };
  const measured = await referee.measure(server, { askings: [], durationMs: WAYS.length * apartMs, meanwhile });
  const parts = WAYS.map((_, index) => during(measured, index * apartMs, (index + 1) * apartMs).probes);
  const [first = 0, second = 0] = tookMs;
  return {
    lines: [
      `The un-awaited call. Its 202 came after ${formatMs(first)}:`,
      heartbeatText(parts[0] ?? []),
      `The job put off with setImmediate. Its 202 came after ${formatMs(second)}:`,
      heartbeatText(parts[1] ?? []),
    ],
    truths: [first, worstMs(parts[0] ?? []), second, worstMs(parts[1] ?? [])],
  };
}

interface Watched {
  readonly measured: Measured;
  readonly accepted: readonly Reply[];
  readonly alone: Followed;
  /** Of the jobs that nobody asked for until they were due. */
  readonly unasked: readonly Reply[];
}

/** One job whose caller asks again and again, then two at once whose callers come back late. */
async function watch(referee: Referee, server: Learner, { jobs, workMs }: Prepared): Promise<Watched> {
  const [first, ...crowd] = jobs as readonly [WorkJob, ...WorkJob[]];
  const accepted: Reply[] = [];
  const followed: Followed[] = [];
  const unasked: Reply[] = [];
  const aloneMs = RESULT_SHARE * workMs;
  const crowdMs = CROWD_COUNT * aloneMs;
  const meanwhile = async (): Promise<void> => {
    // The first question of all is slow for reasons of the one who asks.
    await referee.ask(server, { path: '/health' });
    accepted.push(await postWork(referee, server, first));
    followed.push(await follow(referee, server, first, aloneMs));
    accepted.push(...(await Promise.all(crowd.map(async (job) => postWork(referee, server, job)))));
    await pause(crowdMs, server, referee);
    unasked.push(...(await Promise.all(crowd.map(async (job) => askResult(referee, server, job)))));
  };
  const measured = await referee.measure(server, { askings: [], durationMs: aloneMs + crowdMs, meanwhile });
  const [alone] = followed;
  if (alone === undefined) throw new RangeError('A measurement waits for what goes on beside it');
  return { measured, accepted, alone, unasked };
}

/** A task that throws, beside one that is under way. */
async function failure(
  referee: Referee,
  server: Learner,
  workMs: number,
  bystander: WorkJob,
): Promise<readonly Miss[]> {
  const limitMs = RESULT_SHARE * workMs;
  const spoilt = spoiltTask();
  return spoiltTaskMisses(server, async () => {
    await postWork(referee, server, bystander);
    const accepted = await postWork(referee, server, spoilt);
    const told = await follow(referee, server, spoilt, limitMs);
    const other = await follow(referee, server, bystander, limitMs);
    const when = `${formatMs(limitMs)} after the 202 of a job beside one that threw`;
    return [...failureMisses(accepted, told, other), ...resultMisses(other, bystander, when)];
  });
}

async function check(referee: Referee): Promise<Attempt> {
  const prepared = await referee.prepare(1 + CROWD_COUNT);
  const { jobs: bystanders } = await referee.prepare(1, BYSTANDER_SHARE);
  await using server = await referee.start(referee.file('server.ts'));
  const { workMs, jobs } = prepared;
  const [first, ...crowd] = jobs as readonly [WorkJob, ...WorkJob[]];
  const { measured, accepted, alone, unasked } = await watch(referee, server, prepared);
  const conditions = { workMs, noiseMs: measured.noiseMs };
  const lateMs = CROWD_COUNT * RESULT_SHARE * workMs;
  const late = { lateMs, dueMs: CROWD_COUNT * alone.tookMs, conditions };
  // Whoever writes down one wrong result writes down three: told once.
  const ofResults = [
    ...resultMisses(alone, first, `${formatMs(RESULT_SHARE * workMs)} after its 202`),
    ...crowd.flatMap((job, index) => {
      const reply = unasked[index];
      return reply === undefined ? [] : unaskedMisses(reply, job, late);
    }),
  ];
  const early: readonly Miss[] = [
    ...acceptMisses(accepted, conditions),
    // Of three jobs none came: no noise explains that.
    ...ofResults.slice(0, 1).map((miss) => clearAlsoWhere(ofResults.length === jobs.length, miss)),
    ...workMisses(measured, workMs, jobs.length),
    ...waitMisses(measured, {
      usualMs: WAIT_MS,
      who: 'work under way',
      question: 'Who runs that work, and who would answer GET /health meanwhile?',
      conditions,
    }),
  ];
  // What throws comes last: of a server that does not work yet it would say little.
  const misses = early.length > 0 ? early : await failure(referee, server, workMs, bystanders[0] ?? first);
  return {
    misses,
    facts: [
      `The 202 took ${formatMs(Math.max(...accepted.map(({ tookMs }) => tookMs)))} at worst; the result of a job was there ${formatMs(alone.tookMs)} later. The work itself takes ${formatMs(workMs)}.`,
      `Neighbours waited ${formatMs(worstMs(measured.probes, 0))} at worst, also beside ${CROWD_COUNT} jobs at once.`,
      'A task that threw was told as failed, and the job beside it came to its end.',
    ],
    noiseMs: measured.noiseMs,
    output: server.output(),
  };
}

export const afterTheResponse: Lesson = {
  number: 4,
  name: 'after-the-response',
  folder: new URL('./', import.meta.url),
  mainFile: 'server.ts',
  predictions: [
    {
      question: (workMs) =>
        `A handler calls an \`async\` function with ${formatMs(workMs)} of work, without \`await\`, and then sends 202. When does the 202 arrive?`,
      unit: 'ms',
    },
    { question: () => 'How long does the slowest neighbour beside it wait?', unit: 'ms' },
    {
      question: (workMs) =>
        `Another one calls \`setImmediate(work)\` with ${formatMs(workMs)} of work and then sends 202. When does that 202 arrive?`,
      unit: 'ms',
    },
    { question: () => 'And how long does the slowest neighbour beside that one wait?', unit: 'ms' },
  ],
  run,
  check,
};
