import { formatMs } from '../../../stats/units.ts';
import { slowAcceptMisses, statusMisses } from '../../referee/accept-misses.ts';
import type { Reply } from '../../referee/ask.ts';
import type { WorkJob } from '../../referee/oracle-protocol.ts';
import { replyText } from '../../referee/reply-text.ts';
import { type Conditions, type Miss, isClearlyOver, waitLimitMs } from '../../referee/verdict.ts';
import { type Followed, readingOf } from './results.ts';

/** Who reads what is written down waits no longer than any other neighbour. */
const READ_MS = 80;

/** Whether each POST /work was answered with a 202, and at once. */
export function acceptMisses(replies: readonly Reply[], conditions: Conditions): Miss[] {
  const ofStatus = statusMisses('POST /work', replies);
  return ofStatus.length > 0 ? ofStatus : slowAcceptMisses('POST /work', replies, conditions);
}

/**
 * Whether a job's result came, and is right.
 *
 * @param when "1.2 s after its 202"
 */
export function resultMisses({ reply }: Followed, { digest }: WorkJob, when: string): Miss[] {
  const reading = readingOf(reply);
  switch (reading.kind) {
    case 'done':
      if (reading.digest === digest) return [];
      return [
        {
          fact: 'GET /result/:nonce told another digest than the work gives.',
          question: 'Is the whole work done for each request, with its own nonce and all its iterations?',
          isClear: true,
        },
      ];
    case 'open':
      return [
        {
          fact: `${when}, GET /result/:nonce still answered ${replyText(reply)}.`,
          question: 'Who does the work, who writes its result down, and under which name?',
          isClear: false,
        },
      ];
    case 'failed':
    case 'unreadable':
      return [
        {
          fact: `GET /result/:nonce answered ${replyText(reply)}; 404 is wanted until the work is done, then 200 with { digest }.`,
          question: 'What does the caller hear while the work is not done yet, and what afterwards?',
          isClear: reply.status !== 0,
        },
      ];
    default:
      return reading satisfies never;
  }
}

/** Where it is not clear by itself. */
export const clearAlsoWhere = (isClear: boolean, miss: Miss): Miss =>
  miss.isClear ? miss : { ...miss, isClear, isTimed: true };

/**
 * Whether a result that nobody had asked for was there when somebody did.
 *
 * @param lateMs when they asked, after its 202
 * @param dueMs as fast as this very server did a job before
 */
export function unaskedMisses(
  reply: Reply,
  job: WorkJob,
  { lateMs, dueMs, conditions }: { readonly lateMs: number; readonly dueMs: number; readonly conditions: Conditions },
): Miss[] {
  const limitMs = waitLimitMs(READ_MS, conditions);
  const when = `Nobody had asked for its result. ${formatMs(lateMs)} after its 202`;
  const misses = resultMisses({ reply, tookMs: reply.tookMs }, job, when);
  if (misses.length > 0) return misses.map((miss) => clearAlsoWhere(lateMs > 2 * dueMs, miss));
  if (reply.tookMs <= limitMs) return [];
  return [
    {
      fact: `${when}, GET /result/:nonce took ${formatMs(reply.tookMs)} to tell it; at most ${formatMs(limitMs)} are allowed here.`,
      question: 'When does the work begin: after the 202, or when somebody asks for the result?',
      isClear: isClearlyOver(reply.tookMs, limitMs, conditions),
      isTimed: true,
    },
  ];
}

/**
 * Whether the caller of a task that threw hears of it.
 *
 * @param bystander of a job beside it: whoever was done with that had the time to tell
 */
export function failureMisses(accepted: Reply, { reply, tookMs }: Followed, bystander: Followed): Miss[] {
  if (accepted.status !== 202)
    return [
      {
        fact: `POST /work of a task that will throw answered ${replyText(accepted)}; 202 is wanted.`,
        question: 'Nobody knows before the work begins that it will throw. What does POST /work wait for?',
        isClear: accepted.status !== 0,
      },
    ];
  const reading = readingOf(reply);
  if (reading.kind === 'failed') return [];
  const isOpen = reading.kind === 'open';
  return [
    {
      fact: `A task threw. ${isOpen ? `${formatMs(tookMs)} later GET /result/:nonce still` : 'GET /result/:nonce'} answered ${replyText(reply)}; 200 with { error } is wanted.`,
      question: 'The caller has left with a 202. From whom will they hear that it failed?',
      isClear: reply.status !== 0 && (!isOpen || readingOf(bystander.reply).kind === 'done'),
      isTimed: true,
    },
  ];
}
