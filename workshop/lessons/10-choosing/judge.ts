import { formatMs, formatShare } from '../../../stats/units.ts';
import { heartbeatText } from '../../referee/picture.ts';
import { type Miss, isClearlyOver, waitLimitMs } from '../../referee/verdict.ts';
import type { Card } from './card.ts';
import type { Survival } from './survival.ts';
import { type Asked, type Seen, p99Ms } from './seen.ts';

/** A limit that is missed by so much is missed on any machine. */
const CLEAR_FACTOR = 2;
/** How a stranger's task ends where all is well: as one that failed, with a code. */
const TOLD = 'failed';

/** What a card asks for and a measured choice did not keep. Each fact begins with the card's name. */
type Judge = (card: Card, seen: Seen, workMs: number) => Miss[];

const countOf = (tasks: readonly Asked[], ...outcomes: readonly Asked['outcome'][]): number =>
  tasks.filter(({ outcome }) => outcomes.includes(outcome)).length;

const neighbourMisses: Judge = ({ name, slo }, { probes, noiseMs }, workMs) => {
  const conditions = { workMs, noiseMs };
  const limitMs = waitLimitMs(slo.neighbourMsP99, conditions);
  const waitMs = p99Ms(probes);
  if (waitMs <= limitMs) return [];
  return [
    {
      fact: `${name}: one neighbour in a hundred waited ${formatMs(waitMs)} or longer; at most ${formatMs(limitMs)} are allowed here.`,
      question: 'On which thread does this strategy do the work, or move the data, and who else needs that thread?',
      picture: heartbeatText(probes),
      isClear: isClearlyOver(waitMs, limitMs, conditions),
      isTimed: true,
    },
  ];
};

/** What leads on depends on how most of the missing ones ended. */
function doneQuestion(tasks: readonly Asked[]): string {
  const refusedCount = countOf(tasks, 'refused');
  const lateCount = countOf(tasks, 'timed-out', 'unfinished');
  if (refusedCount > lateCount) return 'How many may wait here, and who says no to the others?';
  if (lateCount > 0) return 'How many such tasks come each second, and how many can this strategy do with its workers?';
  return 'Which of your settings ends a task that is honest, or who took it down?';
}

const doneMisses: Judge = ({ name, slo }, { tasks }) => {
  const doneCount = countOf(tasks, 'ok');
  const share = doneCount / tasks.length;
  if (share >= slo.doneShare) return [];
  const refusedCount = countOf(tasks, 'refused');
  const lateCount = countOf(tasks, 'timed-out', 'unfinished');
  const otherCount = tasks.length - doneCount - refusedCount - lateCount;
  return [
    {
      fact: `${name}: ${doneCount} of ${tasks.length} tasks were answered right, ${refusedCount} were refused, ${lateCount} too late, ${otherCount} failed; at least ${formatShare(slo.doneShare)} must be right.`,
      question: doneQuestion(tasks),
      isClear: share < slo.doneShare / CLEAR_FACTOR,
      isTimed: true,
    },
  ];
};

const taskMisses: Judge = ({ name, slo }, { tasks, noiseMs }, workMs) => {
  const usualMs = slo.taskMsMax ?? (slo.taskWorkShareMax === undefined ? undefined : slo.taskWorkShareMax * workMs);
  const tookMs = Math.max(0, ...tasks.filter(({ outcome }) => outcome === 'ok').map((task) => task.tookMs));
  if (usualMs === undefined) return [];
  const limitMs = usualMs + noiseMs;
  if (tookMs <= limitMs) return [];
  return [
    {
      fact: `${name}: the slowest task had its answer after ${formatMs(tookMs)}; at most ${formatMs(limitMs)} are allowed here.`,
      question: 'What does a task wait for, before it begins and after it is done?',
      isClear: tookMs > CLEAR_FACTOR * limitMs,
      isTimed: true,
    },
  ];
};

const memoryMisses: Judge = ({ name, slo }, { memoryMb }) => {
  const limitMb = slo.memoryMbMax;
  if (limitMb === undefined || memoryMb <= limitMb) return [];
  return [
    {
      fact: `${name}: the server held ${Math.round(memoryMb)} MB; at most ${limitMb} MB are allowed.`,
      question: 'How many copies of the data are in memory, and who needs one of their own?',
      // Garbage that was not collected yet may be some of it.
      isClear: memoryMb > CLEAR_FACTOR * limitMb,
    },
  ];
};

const guestMisses: Judge = ({ name, slo }, { guests }) => {
  const limitMs = slo.guestMsMax;
  if (limitMs === undefined) return [];
  const [endless] = guests;
  const late = guests.filter(({ outcome, tookMs }) => outcome !== TOLD || tookMs > limitMs);
  if (late.length === 0 || endless === undefined) return [];
  const isEndless = late.includes(endless);
  return [
    {
      fact: `${name}: the task that ${isEndless ? 'never ends' : 'calls process.exit()'} was not told as failed within ${formatMs(limitMs)}.`,
      question: isEndless
        ? 'Who ends a task that does not end by itself, and after how long?'
        : 'Who is left to tell that a task ended its own process?',
      isClear: late.some(({ outcome }) => outcome !== TOLD),
      isTimed: true,
    },
  ];
};

const JUDGES: readonly Judge[] = [guestMisses, neighbourMisses, memoryMisses, doneMisses, taskMisses];

/** What of a card did not hold; the first miss is what to look at first. */
export const cardMisses = (card: Card, seen: Seen, workMs: number): Miss[] =>
  JUDGES.flatMap((judge) => judge(card, seen, workMs));

/** Whether what was accepted outlived its server. */
export function survivalMisses({ name, slo }: Card, { doneCount, openCount }: Survival): Miss[] {
  const reportCount = slo.reportCount ?? 0;
  if (doneCount >= reportCount) return [];
  return [
    {
      fact: `${name}: the server was killed with -9 and started again; of ${reportCount} reports that it had been given, ${doneCount} were done in the end.`,
      question: 'Where does this strategy remember what it accepted, and is that place still there after a kill?',
      // Who still waits might have been served on a faster machine.
      isClear: openCount === 0,
    },
  ];
}
