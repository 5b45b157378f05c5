import { plainText } from '../../../reports/plain-text.ts';
import { formatMs } from '../../../stats/units.ts';
import { statusMisses } from '../../referee/accept-misses.ts';
import type { Reply } from '../../referee/ask.ts';
import type { Learner } from '../../referee/learner-process.ts';
import type { WorkJob } from '../../referee/oracle-protocol.ts';
import { heartbeatText, worstMs } from '../../referee/picture.ts';
import { replyText } from '../../referee/reply-text.ts';
import { type Conditions, type Miss, isClearlyOver, waitLimitMs } from '../../referee/verdict.ts';
import { type JobStatus, backwardStep, isSettled, statusOf } from './job-status.ts';
import { type Polled, jobPath } from './polling.ts';

const POLL_MS = 50;
/** A server that answered so many polls had the time to tell what it had to tell. */
const ENOUGH_POLLS = 20;
/** Times as long as this very server is to take. */
const CLEARLY_LATE = 1.5;

/** Whether POST /jobs says that it has heard, where to ask, and when. */
export function acceptMisses(reply: Reply, server: Pick<Learner, 'baseUrl'>): Miss[] {
  const { headers } = reply;
  const misses = statusMisses('POST /jobs', [reply]);
  if (misses.length > 0) return misses;
  if (jobPath(reply, server) === null)
    misses.push({
      fact: `POST /jobs answered 202 with ${headers.location === undefined ? 'no Location' : `Location: ${plainText(headers.location)}`}; the address of the job is wanted, such as /jobs/7.`,
      question: 'A 202 promises no success. Where does the caller hear how the job ends?',
      isClear: true,
    });
  const retryAfter = headers['retry-after'];
  if (retryAfter === undefined || !/^\d+$/.test(retryAfter))
    misses.push({
      fact: `POST /jobs answered 202 with ${retryAfter === undefined ? 'no Retry-After' : `Retry-After: ${plainText(retryAfter)}`}; whole seconds are wanted.`,
      question: 'How does a caller know that asking again at once is no use?',
      isClear: true,
    });
  return misses;
}

const otherDigest: Miss = {
  fact: 'A job was done, and told another digest than the work gives.',
  question: 'Is the whole work done for each job, with its own nonce and all its iterations?',
  isClear: true,
};

/** What is amiss with one answer about a job that was accepted, and whose work is well. */
function answerMisses(status: JobStatus, reply: Reply, { digest }: WorkJob): Miss[] {
  switch (status.state) {
    case 'queued':
    case 'running':
      return [];
    case 'done':
      return status.digest === digest ? [] : [otherDigest];
    case 'unknown':
      return [
        {
          fact: `GET of a job that was accepted, and not done yet, answered ${replyText(reply)}.`,
          question: 'When does a job get its place in the store: before its 202, or when it begins?',
          isClear: true,
        },
      ];
    case 'failed':
    case 'unreadable':
      return [
        {
          fact: `GET of a job answered ${replyText(reply)}; 200 is wanted, with { state } "queued", "running", or "done" and its digest.`,
          question: 'What is known of a job in each of its states, and does the answer say it?',
          isClear: reply.status !== 0,
        },
      ];
    default:
      return status satisfies never;
  }
}

function backwardMisses(statuses: readonly JobStatus[]): Miss[] {
  const step = backwardStep(statuses);
  if (step === undefined) return [];
  return [
    {
      fact: `The states of a job went back: ${step}.`,
      question: 'Who writes the state of a job that has ended?',
      isClear: true,
    },
  ];
}

/** Whether somebody who asked again and again saw a job go forward to its end. */
export function polledMisses({ statuses, replies }: Polled, job: WorkJob, limitMs: number): Miss[] {
  const [wrong] = statuses.flatMap((status, index) => {
    const reply = replies[index];
    return reply === undefined ? [] : answerMisses(status, reply, job);
  });
  if (wrong !== undefined) return [wrong];
  const back = backwardMisses(statuses);
  if (back.length > 0) return back;
  const [first, last] = [statuses[0]?.state, statuses.at(-1)?.state];
  if (last !== 'done')
    return [
      {
        fact: `${formatMs(limitMs)} after its 202, a job was still ${last}.`,
        question: 'Who does the work, and who writes down that it is done?',
        isClear: false,
      },
    ];
  if (statuses.some(({ state }) => state === 'running')) return [];
  return [
    {
      fact: `A job was never running: ${statuses.length} polls asked, the first heard "${first}", the last "${last}", and none heard "running".`,
      question: 'Which line of your code knows that the work begins now?',
      isClear: statuses.filter(({ state }) => state === 'queued').length >= ENOUGH_POLLS,
      isTimed: true,
    },
  ];
}

/**
 * Whether a job that nobody had asked for was done when somebody did.
 *
 * @param lateMs when they asked, after its 202
 * @param dueMs as fast as this very server did a job before
 */
export function unaskedMisses(
  reply: Reply,
  job: WorkJob,
  { lateMs, dueMs, conditions }: { readonly lateMs: number; readonly dueMs: number; readonly conditions: Conditions },
): Miss[] {
  const status = statusOf(reply);
  const when = `Nobody had asked for a job. ${formatMs(lateMs)} after its 202, GET of it`;
  if (status.state === 'unknown')
    return [
      {
        fact: `${when} answered ${replyText(reply)}.`,
        question: 'Which jobs may be forgotten, and how does a server know that there are too many?',
        isClear: true,
      },
    ];
  const misses = answerMisses(status, reply, job);
  if (misses.length > 0) return misses;
  const limitMs = waitLimitMs(POLL_MS, conditions);
  if (isSettled(status) && reply.tookMs <= limitMs) return [];
  return [
    {
      fact: isSettled(status)
        ? `${when} took ${formatMs(reply.tookMs)} to say that it is done; at most ${formatMs(limitMs)} are allowed here.`
        : `${when} said "${status.state}"; it was to be done by then.`,
      question: 'When does the work begin: after the 202, or when somebody asks for it?',
      isClear: lateMs > CLEARLY_LATE * dueMs,
      isTimed: true,
    },
  ];
}

/**
 * Whether polls were answered while the work went on.
 *
 * @param neighboursMs how long neighbours waited at worst; whoever holds the loop holds up both, a pause of the asker only its polls
 */
export function pollWaitMisses({ polls }: Polled, neighboursMs: number, conditions: Conditions): Miss[] {
  const limitMs = waitLimitMs(POLL_MS, conditions);
  const waitedMs = worstMs(polls);
  if (waitedMs <= limitMs) return [];
  return [
    {
      fact: `Under work, a poll took ${formatMs(waitedMs)}; at most ${formatMs(limitMs)} are allowed here.`,
      question: 'While the work goes on, which thread is free to look up a state?',
      picture: heartbeatText(polls, 'polls  '),
      isClear: isClearlyOver(Math.min(waitedMs, neighboursMs), limitMs, conditions),
      isTimed: true,
    },
  ];
}

/** Whether GET of a job that threw says so. */
export function failedMisses({ statuses, replies }: Polled): Miss[] {
  const [last, reply] = [statuses.at(-1), replies.at(-1)];
  if (last === undefined || reply === undefined) throw new RangeError('Whoever polls asks at least once');
  if (last.state === 'failed') return backwardMisses(statuses);
  return [
    {
      fact: `A job threw, and GET of it answered ${replyText(reply)}; 200 is wanted, with state "failed" and a code in capitals.`,
      question: 'The question "how is my job?" went well. Which status says that, and where stands how the job is?',
      isClear: reply.status !== 0 && (isSettled(last) || statuses.length >= ENOUGH_POLLS),
      isTimed: true,
    },
  ];
}

/** @param id that no job ever had */
export function unknownMisses(reply: Reply, id: string): Miss[] {
  if (reply.status === 404) return [];
  return [
    {
      fact: `No job has the id ${id}, and GET /jobs/${id} answered ${replyText(reply)}; 404 is wanted.`,
      question: 'What does your store give for a name that nobody has put into it?',
      isClear: reply.status !== 0,
    },
  ];
}
