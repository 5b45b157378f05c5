import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { formatBytes, formatCount, formatMs } from '../../../stats/units.ts';
import type { Demonstration, Lesson } from '../../lesson.ts';
import { slowAcceptMisses } from '../../referee/accept-misses.ts';
import type { Reply } from '../../referee/ask.ts';
import type { Learner } from '../../referee/learner-process.ts';
import { type Measured, during } from '../../referee/measure.ts';
import type { Prepared, WorkJob } from '../../referee/oracle-protocol.ts';
import { heartbeatText, worstMs } from '../../referee/picture.ts';
import { pause } from '../../referee/pause.ts';
import type { Referee } from '../../referee/referee.ts';
import { replyText } from '../../referee/reply-text.ts';
import { spoiltTask, spoiltTaskMisses } from '../../referee/spoilt-task.ts';
import type { Attempt, Miss } from '../../referee/verdict.ts';
import { waitMisses, workMisses } from '../../referee/work-misses.ts';
import {
  acceptMisses,
  failedMisses,
  pollWaitMisses,
  polledMisses,
  unaskedMisses,
  unknownMisses,
} from './job-misses.ts';
import { MANY_COUNT, MAX_KEPT, type ManyJobs, postMany } from './many-jobs.ts';
import { type Polled, jobPath, poll, postJob } from './polling.ts';
import { storeMisses } from './store-misses.ts';

const WAIT_MS = 50;
/** Of a job, to see how POST /jobs answers. */
const SMALL_SHARE = 0.01;
/** Of W: when the first of two jobs that began together is to be done, and how much later the second one. */
const FIRST_SHARE = 4;
const SECOND_SHARE = 3;
const FAILURE_MS = 2_000;
/** What every object of JavaScript has: a store that is a plain object knows a job of that name. */
const INHERITED_ID = 'constructor';

/** The path of a job that a server of this lesson accepted. */
function pathOf(reply: Reply, server: Learner): string {
  const path = jobPath(reply, server);
  if (path === null) throw new RangeError('The server of a demonstration says where its jobs are');
  return path;
}

/** Polls of a server that works on the loop that answers them. */
async function run(referee: Referee): Promise<Demonstration> {
  const { jobs, workMs } = await referee.prepare(1);
  await using server = await referee.start(new URL('./demo/held-loop.ts', import.meta.url));
  const [job] = jobs as readonly [WorkJob];
  const { status: unknownStatus } = await referee.ask(server, { path: `/jobs/${randomUUID()}` });
  const spoilt = await postJob(referee, server, spoiltTask());
  const failed = await poll(referee, server, { path: pathOf(spoilt, server), limitMs: FAILURE_MS });
  const accepted = await postJob(referee, server, job);
  const { polls } = await poll(referee, server, { path: pathOf(accepted, server), limitMs: FIRST_SHARE * workMs });
  const told = failed.replies.at(-1);
  return {
    lines: [
      'Polls of a job, up to 200 a second, while the loop that answers them does the work:',
      heartbeatText(polls, 'polls  '),
      `GET of an unknown id answered ${unknownStatus}.`,
      `GET of a job that threw answered ${told === undefined ? 'nothing' : replyText(told)}.`,
    ],
    truths: [unknownStatus, told?.status ?? 0, worstMs(polls)],
  };
}

interface Watched {
  readonly measured: Measured;
  readonly accepted: readonly Reply[];
  readonly polled: Polled;
  /** The answer for the job that nobody had asked for. */
  readonly unasked: Reply;
}

/** Two jobs at once: one whose caller polls without mercy, and one whose caller comes back late. */
async function watch(referee: Referee, server: Learner, { jobs, workMs }: Prepared): Promise<Watched> {
  const agent = new http.Agent({ keepAlive: true });
  const seen: Omit<Watched, 'measured'>[] = [];
  const meanwhile = async (): Promise<void> => {
    const accepted: Reply[] = [];
    for (const job of jobs) accepted.push(await postJob(referee, server, job, agent));
    const [firstPath = '/', secondPath = '/'] = accepted.map((reply) => jobPath(reply, server) ?? '/');
    const polled = await poll(referee, server, { path: firstPath, limitMs: FIRST_SHARE * workMs, agent });
    await pause(SECOND_SHARE * workMs, server, referee);
    seen.push({ accepted, polled, unasked: await referee.ask(server, { path: secondPath, agent }) });
  };
  try {
    const durationMs = FIRST_SHARE * workMs;
    const measured = await referee.measure(server, { askings: [], durationMs, meanwhile });
    const [first] = seen;
    if (first === undefined) throw new RangeError('A measurement waits for what goes on beside it');
    return { measured, ...first };
  } finally {
    agent.destroy();
  }
}

function watchedMisses({ measured, accepted, polled, unasked }: Watched, { jobs, workMs }: Prepared): Miss[] {
  const [first, second] = jobs as readonly [WorkJob, WorkJob];
  const conditions = { workMs, noiseMs: measured.noiseMs };
  const doneAt = polled.statuses.findIndex(({ state }) => state === 'done');
  const dueMs = polled.polls[doneAt]?.dueMs ?? FIRST_SHARE * workMs;
  const ofPolls = pollWaitMisses(polled, worstMs(measured.probes, 0), conditions);
  const ofNeighbours = waitMisses(during(measured, 0, Infinity), {
    usualMs: WAIT_MS,
    who: 'two jobs under way',
    question: 'Who runs that work, and who would answer GET /health meanwhile?',
    conditions,
  });
  return [
    ...slowAcceptMisses('POST /jobs', accepted, conditions),
    ...polledMisses(polled, first, FIRST_SHARE * workMs),
    ...unaskedMisses(unasked, second, { lateMs: dueMs + SECOND_SHARE * workMs, dueMs: 2 * dueMs, conditions }),
    ...workMisses(measured, workMs, jobs.length),
    // Polls are neighbours: told once.
    ...(ofPolls.length > 0 ? ofPolls : ofNeighbours),
  ];
}

/** Of a job that throws, and of ids that nobody has. */
async function badEndMisses(referee: Referee, server: Learner): Promise<readonly Miss[]> {
  const ofFailure = await spoiltTaskMisses(server, async () => {
    const reply = await postJob(referee, server, spoiltTask());
    const path = jobPath(reply, server);
    if (reply.status !== 202 || path === null) return acceptMisses(reply, server);
    return failedMisses(await poll(referee, server, { path, limitMs: FAILURE_MS }));
  });
  if (server.lost.aborted) return ofFailure;
  const ids = [randomUUID(), INHERITED_ID];
  const replies = await Promise.all(ids.map(async (id) => referee.ask(server, { path: `/jobs/${id}` })));
  return [...ofFailure, ...replies.flatMap((reply, index) => unknownMisses(reply, ids[index] ?? '')).slice(0, 1)];
}

function memoryFact({ rssBytes: [before, after] }: ManyJobs): string[] {
  if (before === null || after === null) return [];
  return [`Its memory went from ${formatBytes(before)} to ${formatBytes(after)} with them.`];
}

async function check(referee: Referee): Promise<Attempt> {
  const { jobs: small } = await referee.prepare(1, SMALL_SHARE);
  const prepared = await referee.prepare(2);
  await using server = await referee.start(referee.file('server.ts'));
  const attempt = (misses: readonly Miss[], noiseMs: number, facts: readonly string[] = []): Attempt => ({
    misses,
    facts,
    noiseMs,
    output: server.output(),
  });
  const heard = await postJob(referee, server, small[0] as WorkJob);
  const unheard = acceptMisses(heard, server);
  if (unheard.length > 0) return attempt(unheard, 0);
  const watched = await watch(referee, server, prepared);
  const { noiseMs } = watched.measured;
  const early = [...watchedMisses(watched, prepared), ...(await badEndMisses(referee, server))];
  if (early.length > 0) return attempt(early, noiseMs);
  // Thousands of jobs come last: of a server that does not tell the truth yet they would say little.
  const many = await postMany(referee, server);
  const digests = await referee.work(many.late.map(({ task }) => task));
  const { polls, statuses } = watched.polled;
  return attempt(storeMisses(many, digests), noiseMs, [
    `${formatCount(statuses.length)} polls of one job took ${formatMs(worstMs(polls))} at worst while two were under way.`,
    'Its states went forward only, the failed one is told with a code, and ids that nobody has are unknown.',
    `Of ${formatCount(MANY_COUNT)} tiny jobs the latest are known, and the early ones beyond ${formatCount(MAX_KEPT)} are not.`,
    ...memoryFact(many),
  ]);
}

export const statusPolling: Lesson = {
  number: 5,
  name: 'status-polling',
  folder: new URL('./', import.meta.url),
  mainFile: 'server.ts',
  predictions: [
    { question: () => 'GET /jobs/<an id that nobody has>: which HTTP status answers it?', unit: 'status' },
    { question: () => 'GET of a job that failed: which HTTP status answers the question how it is?', unit: 'status' },
    {
      question: (workMs) =>
        `A job of ${formatMs(workMs)} runs on the server's own loop, and somebody asks for its state 200 times a second. How long does the slowest poll take?`,
      unit: 'ms',
    },
  ],
  run,
  check,
};
