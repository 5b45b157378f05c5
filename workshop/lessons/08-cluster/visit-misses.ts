import { formatMs } from '../../../stats/units.ts';
import { type Reply, fieldsOf } from '../../referee/ask.ts';
import type { Miss } from '../../referee/verdict.ts';
import { type JobVisit, stateOf } from './job-visit.ts';
import { LEAST_SERVING_COUNT } from './serving-processes.ts';

const isRightEnd = ({ body }: Reply, digest: string): boolean => fieldsOf(body)['digest'] === digest;

const readsOf = ({ polls, earlyReads, lateReads }: JobVisit): readonly Reply[] => [
  ...polls,
  ...earlyReads,
  ...lateReads,
];

/** "nothing", "500". */
const statusText = ({ status }: Reply): string => (status === 0 ? 'nothing' : String(status));

/** Whether each job was accepted at once, and done in time with the right digest. */
export function doneMisses(visits: readonly JobVisit[], workMs: number): Miss[] {
  const unplaced = visits.find(({ isPlaced }) => !isPlaced);
  if (unplaced !== undefined)
    return [
      {
        fact: `POST /jobs answered ${statusText(unplaced.made)}, or without a header Location: /jobs/:id; asked for are 202 and that header.`,
        question: 'Does the route still answer as it did in the starter?',
        isClear: true,
      },
    ];
  const soonestMs = Math.min(...visits.map(({ made }) => made.tookMs));
  const done = visits.map((visit) => ({
    digest: visit.digest,
    ends: readsOf(visit).filter((reply) => stateOf(reply) === 'done'),
  }));
  const misses: Miss[] = [];
  if (soonestMs > workMs / 2)
    misses.push({
      fact: `The 202 of POST /jobs took ${formatMs(soonestMs)} or more each time.`,
      question: 'What does it wait for before it says "accepted"?',
      isClear: true,
      isTimed: true,
    });
  const unfinishedCount = done.filter(({ ends }) => ends.length === 0).length;
  if (unfinishedCount > 0)
    misses.push({
      fact: `${unfinishedCount} of ${visits.length} jobs were not done when four times their own time had passed.`,
      question: 'Who writes down that a job is done, and where does its maker look?',
      isClear: unfinishedCount === visits.length,
      isTimed: true,
    });
  if (done.some(({ digest, ends }) => ends.some((end) => !isRightEnd(end, digest))))
    misses.push({
      fact: 'A job that is "done" has another digest than the work gives.',
      question: 'Is the whole work done for each job, with its own nonce and all its iterations?',
      isClear: true,
    });
  return misses;
}

/** Whether others heard of a job what its maker heard. */
export function sharedMisses(visits: readonly JobVisit[], unknownStatus: number): Miss[] {
  const misses: Miss[] = [];
  const others = visits.flatMap(({ earlyReads, lateReads }) => [...earlyReads, ...lateReads]);
  const unknownCount = others.filter(({ status }) => status === 404).length;
  const forgottenCount = visits.flatMap(({ polls }) => polls).filter(({ status }) => status === 404).length;
  if (unknownCount > 0)
    misses.push({
      fact: `${unknownCount} of ${others.length} others who asked for a job that exists, each on a new connection, heard 404.`,
      question: 'Who answers a new connection, and what does that process know of the job?',
      isClear: unknownCount > 1,
    });
  else if (forgottenCount > 0)
    misses.push({
      fact: `${forgottenCount} times the maker of a job heard 404 of it, on the connection that it was made on.`,
      question: 'Which process is to know the job, and from when on?',
      isClear: forgottenCount > 1,
    });
  const late = visits.flatMap(({ lateReads }) => lateReads).filter(({ status }) => status !== 404);
  const staleCount = late.filter((reply) => stateOf(reply) !== 'done').length;
  if (staleCount > 0)
    misses.push({
      fact: `${staleCount} of ${late.length} others did not hear "done" of a job whose maker had heard it.`,
      question: 'Which of your processes learn that a job is done, and when?',
      isClear: staleCount > 1,
      isTimed: true,
    });
  if (unknownStatus !== 404)
    misses.push({
      fact: `GET /jobs/:id of a job that nobody made answered with status ${unknownStatus}; asked for is 404.`,
      question: 'How does your server tell a job that exists from one that does not?',
      isClear: true,
    });
  return misses;
}

/** Whether all who asked were answered, also if not in time. */
export function brokenMisses(visits: readonly JobVisit[]): Miss[] {
  const broken = visits.flatMap(readsOf).filter(({ status }) => status !== 200 && status !== 404);
  const lostCount = visits.flatMap(({ neighbours }) => neighbours).filter(({ isRight }) => !isRight).length;
  const misses: Miss[] = [];
  const [first] = broken;
  if (first !== undefined)
    misses.push({
      fact: `GET /jobs/:id answered ${statusText(first)} to ${broken.length} who asked for a job that exists; asked for is 200.`,
      question: 'What stands in the way of an answer there?',
      isClear: false,
    });
  if (lostCount > 0)
    misses.push({
      fact: `${lostCount} neighbours on new connections got no answer, or a wrong one, from GET /echo/:word.`,
      question: 'Do the routes of openApp() still answer as they did?',
      isClear: false,
    });
  return misses;
}

/** Whether it is a cluster, whose users keep their connections. */
export function clusterMisses(servingCount: number | null, visits: readonly JobVisit[]): Miss[] {
  const misses: Miss[] = [];
  if (servingCount !== null && servingCount < LEAST_SERVING_COUNT)
    misses.push({
      fact: `Questions on many connections were all answered by one process; asked for are ${LEAST_SERVING_COUNT} or more.`,
      question: 'How many workers does the primary start, and do all of them listen?',
      isClear: true,
    });
  const closedCount = visits.filter(({ openedCount }) => openedCount > 1).length;
  if (closedCount > 0)
    misses.push({
      fact: `Your server closed the connection of ${closedCount} of ${visits.length} users, who wanted to keep it.`,
      question: 'What does each new connection cost, and whose loop was meant to stay free?',
      isClear: closedCount > 1,
    });
  return misses;
}
