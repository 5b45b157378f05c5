import { formatMs } from '../../stats/units.ts';
import type { Reply } from './ask.ts';
import { replyText } from './reply-text.ts';
import { type Conditions, type Miss, isClearlyOver, waitLimitMs } from './verdict.ts';

const ACCEPT_MS = 50;

/**
 * The first answer that is no 202.
 *
 * @param what was asked: "POST /jobs"
 */
export function statusMisses(what: string, replies: readonly Reply[]): Miss[] {
  const other = replies.find(({ status }) => status !== 202);
  if (other === undefined) return [];
  return [
    {
      fact: `${what} answered ${replyText(other)}; 202 is wanted.`,
      question: 'Which status says "accepted, and not done yet"?',
      isClear: other.status !== 0,
    },
  ];
}

/** Whether all were answered at once. */
export function slowAcceptMisses(what: string, replies: readonly Reply[], conditions: Conditions): Miss[] {
  const limitMs = waitLimitMs(ACCEPT_MS, conditions);
  const tookMs = Math.max(...replies.map((reply) => reply.tookMs));
  if (tookMs <= limitMs) return [];
  return [
    {
      fact: `The 202 of ${what} took ${formatMs(tookMs)}; at most ${formatMs(limitMs)} are allowed here.`,
      question: 'Which lines of the work run before the line that sends the 202?',
      isClear: isClearlyOver(tookMs, limitMs, conditions),
      isTimed: true,
    },
  ];
}
