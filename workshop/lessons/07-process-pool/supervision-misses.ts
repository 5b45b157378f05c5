import { formatMs, plural } from '../../../stats/units.ts';
import type { Reply } from '../../referee/ask.ts';
import { MAX_NOISE_MS, type Miss } from '../../referee/verdict.ts';
import { type EndlessSeen, NEVER_GONE_MS } from './endless-task.ts';
import { type CrashSeen, MIN_CREW_COUNT, type Observation } from './observation.ts';
import { type GoodSeen, HEAL_MS } from './scene.ts';

/** What the limits are made of. */
export interface Terms {
  /** How long the work of one task takes alone. */
  readonly jobMs: number;
  /** What the server was told: how long a task may take. */
  readonly limitMs: number;
  readonly noiseMs: number;
}

/** To end a process, and to tell its caller. */
const KILL_MS = 300;
/** A clock may be so much early, of the limit. */
const EARLY_SHARE = 0.9;
/** From a task's work to its caller's answer, when its process is gone. */
const TOLD_MS = 600;

export const roomMs = ({ noiseMs }: Terms): number => 2 * Math.min(noiseMs, MAX_NOISE_MS);
/** On a quiet machine nothing but the code is late. */
const isQuiet = ({ noiseMs }: Terms): boolean => noiseMs <= MAX_NOISE_MS;

const answerOf = ({ status }: Reply): string =>
  status === 0 ? 'got no answer' : `got an answer with status ${status}`;

/** 503 says that nobody has begun with the task. */
const hasFailed = ({ status }: Reply): boolean => status >= 500 && status !== 503;

function missOfAnswer(what: string, reply: Reply): Miss | undefined {
  if (hasFailed(reply)) return undefined;
  const question =
    reply.status === 503
      ? 'How many processes are free just then, and how many should be?'
      : 'Who tells the caller that nothing will come of the task?';
  return {
    fact: `${what}: its caller ${answerOf(reply)}; a status of 500 or 504 is asked for.`,
    question,
    isClear: true,
    // On a busy machine a caller or a process may have had too little time.
    isTimed: true,
  };
}

function healMiss(what: string, terms: Terms): Miss {
  return {
    fact: `${what}, and ${formatMs(HEAL_MS)} later the pool had fewer processes than before.`,
    question: 'Who takes the place of a process that is gone?',
    isClear: isQuiet(terms),
    isTimed: true,
  };
}

function endlessMiss(
  { reply, isWorkedOn, goneMs, wholeMs }: EndlessSeen,
  terms: Terms,
  seesProcesses: boolean,
): Miss | undefined {
  const { limitMs } = terms;
  const lastMs = limitMs + KILL_MS + roomMs(terms);
  const what = `A task never ends, and its time limit is ${formatMs(limitMs)}`;
  const answer = missOfAnswer(what, reply);
  if (answer !== undefined) return answer;
  const told = `${what}. Its caller ${answerOf(reply)} after ${formatMs(reply.tookMs)}`;
  if (reply.tookMs < EARLY_SHARE * limitMs)
    return {
      fact: `${told} already.`,
      question: 'Which other task was under way just then, and why does this one end with it?',
      isClear: true,
    };
  if (reply.tookMs > lastMs)
    return {
      fact: `${told}; at most ${formatMs(lastMs)} are allowed here.`,
      question: 'From when on is the time of a task counted, and what starts the clock?',
      isClear: false,
    };
  if (!seesProcesses) return undefined;
  if (!isWorkedOn)
    return {
      fact: `${told}. No process was busy with it until then.`,
      question: 'In which process does a task run?',
      isClear: isQuiet(terms),
      isTimed: true,
    };
  if (goneMs === null)
    return {
      fact: `${told}. ${formatMs(NEVER_GONE_MS)} after that limit the process that worked on it still lived.`,
      question: 'What was over at the time limit: the work, or only the waiting for it?',
      isClear: true,
      isTimed: true,
    };
  if (goneMs > lastMs)
    return {
      fact: `${told}. The process that worked on it lived for ${formatMs(goneMs)}; at most ${formatMs(lastMs)} are allowed here.`,
      question: 'Which signal ends a process at once, whatever it does?',
      isClear: false,
    };
  return wholeMs === null ? healMiss(`A process was ended at its time limit`, terms) : undefined;
}

function crashMiss(
  what: string,
  { reply, wholeMs, hasEnded }: CrashSeen,
  lastMs: number,
  terms: Terms,
  seesProcesses: boolean,
): Miss | undefined {
  const answer = missOfAnswer(what, reply);
  if (answer !== undefined) return answer;
  if (reply.status === 504 || reply.tookMs > lastMs)
    return {
      fact: `${what}. That was after about ${formatMs(terms.jobMs)}, and its caller ${answerOf(reply)} after ${formatMs(reply.tookMs)}; at most ${formatMs(lastMs)} are allowed here.`,
      question: 'Which event says that a process is gone, and who listens to it?',
      isClear: isQuiet(terms),
      isTimed: true,
    };
  if (!seesProcesses) return undefined;
  if (!hasEnded)
    return {
      fact: `${what}, and yet none of your processes ended.`,
      question: 'In which process does a task run?',
      isClear: true,
    };
  return wholeMs === null ? healMiss(what, terms) : undefined;
}

function goodMiss(good: readonly GoodSeen[]): Miss | undefined {
  const bad = good.filter(({ reply }) => reply.status !== 200);
  const [first] = bad;
  if (first === undefined) return undefined;
  return {
    fact: `${bad.length} of ${plural(good.length, 'task')} that only work, beside or after the bad ones, failed: the first caller ${answerOf(first.reply)}.`,
    question:
      first.reply.status === 503
        ? 'How many processes are free just then, and how many should be?'
        : 'Whom does a task take with it when it is ended, or when it ends its process?',
    isClear: true,
    isTimed: true,
  };
}

/**
 * What a pool does wrong with bad tasks: the first thing only, in the order in which they were given, as the rest follows
 * from it.
 */
export function supervisionMisses(observation: Observation, terms: Terms): Miss[] {
  const { rest, endless, thrown, exit, memory, good } = observation;
  const seesProcesses = rest !== null;
  if (rest !== null && rest.length < MIN_CREW_COUNT)
    return [
      {
        fact: `At rest your program is ${rest.length === 1 ? 'one process' : `${rest.length} processes`}: the server, and ${rest.length - 1} of at least 2 that wait for tasks.`,
        question: 'Who waits for the start of a process when the next task comes?',
        isClear: true,
      },
    ];
  const soonMs = terms.jobMs + TOLD_MS + roomMs(terms);
  const misses = [
    endless && endlessMiss(endless, terms, seesProcesses),
    thrown && missOfAnswer('A task throws an error', thrown),
    exit && crashMiss('A task calls process.exit()', exit, soonMs, terms, seesProcesses),
    // To take so much memory is work too.
    memory &&
      crashMiss(
        'A task takes memory until its process is killed',
        memory,
        Math.max(soonMs, terms.limitMs),
        terms,
        seesProcesses,
      ),
    goodMiss(good),
  ].filter((miss) => miss !== undefined);
  return misses.slice(0, 1);
}
