import { isDeepStrictEqual } from 'node:util';
import { formatBytes, formatMs } from '../../../stats/units.ts';
import type { Lesson } from '../../lesson.ts';
import type { Measured } from '../../referee/measure.ts';
import { worstMs } from '../../referee/picture.ts';
import type { Referee } from '../../referee/referee.ts';
import type { Attempt } from '../../referee/verdict.ts';
import { waitMisses, workMisses } from '../../referee/work-misses.ts';
import { prepareDisguised } from './disguised-tasks.ts';
import { type Ending, LAST_SURPRISES, endingMisses, watchEnding } from './ending.ts';
import { type Observation, SURPRISES, observe } from './observation.ts';
import { openScene } from './scene.ts';
import { supervisionMisses } from './supervision-misses.ts';
import { BAD_TASK_COUNT, run } from './survival.ts';

/** The time limit that the server is told: far more than a good task takes on a busy machine. */
const LIMIT = { jobs: 6, leastMs: 900 } as const;
const STEP_MS = 10;
/** The server starts processes meanwhile, which holds its loop for a moment. */
const WAIT_MS = 80;
/** A limit of waiting stays below this share of W, and W here is a task of this lesson: a stall of one task never passes. */
const WAIT_WORK_SHARE = 1.5;
/** Of watching: the time limit, then tasks of which some start processes. */
const AFTERWARDS = { jobs: 6, processesMs: 500 } as const;

const limitMsOf = (jobMs: number): number => Math.ceil(Math.max(LIMIT.jobs * jobMs, LIMIT.leastMs) / STEP_MS) * STEP_MS;

/** The same with the answers to good tasks; what became of those that failed is told apart. */
const withGoodAnswers = (measured: Measured, { good }: Observation): Measured => ({
  ...measured,
  answers: good
    .filter(({ reply }) => reply.status === 200)
    .map(({ reply, digest }) => ({
      outcome: isDeepStrictEqual(reply.body, { digest }) ? 'ok' : 'wrong',
      tookMs: reply.tookMs,
    })),
});

function factsOf({ rest, endless, exit, memory }: Observation, { endedMs }: Ending, measured: Measured): string[] {
  const told = (reply: { readonly tookMs: number } | undefined): string => formatMs(reply?.tookMs ?? 0);
  const restBytes = (rest ?? []).reduce((sum, { rssBytes }) => sum + rssBytes, 0);
  return [
    rest === null
      ? 'This system does not tell which processes live, so only answers were checked.'
      : `The process of the endless task was gone after ${formatMs(endless?.goneMs ?? 0)}. Its caller knew after ${told(endless?.reply)}.`,
    `The callers of the two tasks that took their process with them knew after ${told(exit?.reply)} and ${told(memory?.reply)}. All others got their digests.`,
    `Neighbours waited ${formatMs(worstMs(measured.probes, 0))} at worst.`,
    `After SIGTERM everybody had an answer, and all was over after ${formatMs(endedMs ?? 0)}.`,
    ...(rest === null
      ? []
      : [
          `At rest your ${rest.length} processes hold ${formatBytes(restBytes)} (resident; what they share counts in each).`,
        ]),
  ];
}

async function check(referee: Referee): Promise<Attempt> {
  const { tasks, jobMs } = await prepareDisguised(referee, { ...SURPRISES, ...LAST_SURPRISES });
  const limitMs = limitMsOf(jobMs);
  await using server = await referee.start(referee.file('server.ts'), [String(limitMs)]);
  let observation: Observation = { rest: null, good: [], askedCount: 0 };
  const measured = await referee.measure(server, {
    askings: [],
    durationMs: limitMs + AFTERWARDS.jobs * jobMs + AFTERWARDS.processesMs,
    meanwhile: async () => {
      observation = await observe(await openScene(referee, server, limitMs), { tasks, jobMs });
    },
  });
  const { noiseMs } = measured;
  const misses = [
    ...supervisionMisses(observation, { jobMs, limitMs, noiseMs }),
    ...workMisses(withGoodAnswers(measured, observation), jobMs, observation.askedCount),
    ...waitMisses(measured, {
      usualMs: WAIT_MS,
      who: 'good and bad tasks in other processes',
      question: 'What does the process that answers GET /health do itself?',
      conditions: { workMs: WAIT_WORK_SHARE * jobMs, noiseMs },
    }),
  ];
  const attempt = { noiseMs, output: server.output() };
  // Whoever has lost processes already has nothing to end properly.
  if (misses.length > 0) return { ...attempt, misses, facts: [] };
  const ending = await watchEnding(referee, server, { tasks, jobMs });
  return {
    noiseMs,
    misses: endingMisses(ending),
    facts: factsOf(observation, ending, measured),
    output: server.output(),
  };
}

export const processPool: Lesson = {
  number: 7,
  name: 'process-pool',
  folder: new URL('./', import.meta.url),
  mainFile: 'pool.ts',
  predictions: [
    {
      question: () =>
        `${BAD_TASK_COUNT} bad tasks: one throws an error, one calls process.exit(), one never ends, and one takes memory until the system kills its process. A pool of 2 threads has a time limit and replaces whoever is gone. How many of the ${BAD_TASK_COUNT} does the server survive?`,
      unit: 'count',
    },
    {
      question: () =>
        `The same with 2 processes in the threads' place: how many of the ${BAD_TASK_COUNT} does the server survive?`,
      unit: 'count',
    },
    {
      question: () => 'How long does it take from fork() to the first message of the new process?',
      unit: 'ms',
    },
    {
      question: () => 'How many MiB of memory does such a process hold before its first task?',
      unit: 'count',
    },
  ],
  run,
  check,
};
