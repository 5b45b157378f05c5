import { formatMs } from '../../../stats/units.ts';
import type { Demonstration, Lesson } from '../../lesson.ts';
import { type Measured, during } from '../../referee/measure.ts';
import type { Prepared } from '../../referee/oracle-protocol.ts';
import { heartbeatText, worstMs } from '../../referee/picture.ts';
import type { Learner } from '../../referee/learner-process.ts';
import type { Referee } from '../../referee/referee.ts';
import { type Attempt, type Miss, isClearlyOver } from '../../referee/verdict.ts';
import { waitMisses, workMisses } from '../../referee/work-misses.ts';

const CROWD_COUNT = 4;
/** The first one also compiles the code. */
const ALONE_COUNT = 2;
const WAIT_MS = { alone: 50, crowd: 80 } as const;
/** Of W: what taking turns may cost a job that is alone. */
const MAX_ALONE_SHARE = 1.25;

interface Watched {
  readonly alone: Measured;
  readonly crowd: Measured;
  readonly all: Measured;
  /** The faster of the jobs that were alone. */
  readonly aloneMs: number;
  readonly lastOfCrowdMs: number;
}

/** Two jobs one after the other, then four at once. */
async function watch(referee: Referee, server: Learner, { jobs, workMs }: Prepared): Promise<Watched> {
  const apartMs = 1.5 * workMs;
  const crowdAtMs = ALONE_COUNT * apartMs;
  const askings = jobs.map((job, index) => ({ job, atMs: Math.min(crowdAtMs, index * apartMs) }));
  const all = await referee.measure(server, { askings, durationMs: crowdAtMs + (CROWD_COUNT + 0.5) * workMs });
  const tookMs = all.answers.map((answer) => answer.tookMs);
  return {
    all,
    alone: during(all, -Infinity, crowdAtMs),
    crowd: during(all, crowdAtMs, Infinity),
    aloneMs: Math.min(...tookMs.slice(0, ALONE_COUNT)),
    lastOfCrowdMs: Math.max(...tookMs.slice(ALONE_COUNT)),
  };
}

async function run(referee: Referee): Promise<Demonstration> {
  const prepared = await referee.prepare(ALONE_COUNT + CROWD_COUNT);
  await using server = await referee.start(new URL('./solution/server.ts', import.meta.url));
  const { alone, crowd, lastOfCrowdMs } = await watch(referee, server, prepared);
  return {
    lines: [
      'One job that takes turns, then another one:',
      heartbeatText(alone.probes),
      `${CROWD_COUNT} jobs at once, all taking turns:`,
      heartbeatText(crowd.probes),
    ],
    truths: [worstMs(alone.probes, 0), worstMs(crowd.probes, 0), lastOfCrowdMs],
  };
}

function aloneMisses({ aloneMs }: Watched, workMs: number, noiseMs: number): Miss[] {
  const limitMs = MAX_ALONE_SHARE * workMs + noiseMs;
  if (aloneMs <= limitMs) return [];
  return [
    {
      fact: `Alone, a job took ${formatMs(aloneMs)}; at most ${formatMs(limitMs)} are allowed here, as the work itself takes ${formatMs(workMs)}.`,
      question: 'What does each turn cost, and how many turns are there?',
      isClear: isClearlyOver(aloneMs, limitMs, { workMs, noiseMs }),
      isTimed: true,
    },
  ];
}

async function check(referee: Referee): Promise<Attempt> {
  const prepared = await referee.prepare(ALONE_COUNT + CROWD_COUNT);
  await using server = await referee.start(referee.file('server.ts'));
  const watched = await watch(referee, server, prepared);
  const { workMs } = prepared;
  const { all, alone, crowd, aloneMs, lastOfCrowdMs } = watched;
  const conditions = { workMs, noiseMs: all.noiseMs };
  const aloneWaits = waitMisses(alone, {
    usualMs: WAIT_MS.alone,
    who: 'one job at a time',
    question: 'Which line held the loop that long?',
    conditions,
  });
  const crowdWaits = waitMisses(crowd, {
    usualMs: WAIT_MS.crowd,
    who: `${CROWD_COUNT} jobs at once`,
    question: 'Slices of how many jobs share one turn of the loop?',
    conditions,
  });
  return {
    misses: [
      ...workMisses(all, workMs, prepared.jobs.length),
      // Whoever holds the loop with one job holds it with four: told once.
      ...(aloneWaits.length > 0 ? aloneWaits : crowdWaits),
      ...aloneMisses(watched, workMs, all.noiseMs),
    ],
    facts: [
      `Neighbours waited ${formatMs(worstMs(alone.probes, 0))} at worst with one job, ${formatMs(worstMs(crowd.probes, 0))} with ${CROWD_COUNT}.`,
      `A job alone took ${formatMs(aloneMs)} (the work itself ${formatMs(workMs)}); ${CROWD_COUNT} jobs still took ${formatMs(lastOfCrowdMs)}: turns are fair, not fast.`,
    ],
    noiseMs: all.noiseMs,
    output: server.output(),
  };
}

export const takeTurns: Lesson = {
  number: 3,
  name: 'take-turns',
  folder: new URL('./', import.meta.url),
  mainFile: 'server.ts',
  predictions: [
    {
      question: (workMs) =>
        `A job of ${formatMs(workMs)} pauses every 5 ms and lets the loop go round. How long does the slowest neighbour wait?`,
      unit: 'ms',
    },
    {
      question: () =>
        `${CROWD_COUNT} such jobs at once, each with turns of 5 ms: how long does the slowest neighbour wait?`,
      unit: 'ms',
    },
    {
      question: () => `And when is the last of those ${CROWD_COUNT} jobs done?`,
      unit: 'ms',
    },
  ],
  run,
  check,
};
