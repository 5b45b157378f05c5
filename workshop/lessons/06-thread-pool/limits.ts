import { fieldsOf } from '../../referee/ask.ts';
import { replyText } from '../../referee/reply-text.ts';
import type { Learner } from '../../referee/learner-process.ts';
import type { Referee } from '../../referee/referee.ts';
import type { Miss } from '../../referee/verdict.ts';

/** A pool that keeps more requests than these refuses nobody of a burst soon enough to help. */
const MAX_KEPT_COUNT = 20;

/** What a learner's server promises of itself. */
export interface Limits {
  /** Jobs that run at the same time. */
  readonly threadCount: number;
  /** Jobs that wait. */
  readonly queueLimit: number;
}

type Promised =
  | { readonly kind: 'limits'; readonly limits: Limits }
  | { readonly kind: 'unusable'; readonly miss: Miss };

export const keptCountOf = ({ threadCount, queueLimit }: Limits): number => threadCount + queueLimit;

/** "2 threads and a queue of 8". */
export const limitsText = ({ threadCount, queueLimit }: Limits): string =>
  `${threadCount} thread${threadCount === 1 ? '' : 's'} and a queue of ${queueLimit}`;

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 1;

function limitsOf(body: unknown): Limits | undefined {
  const { threadCount, queueLimit } = fieldsOf(body);
  return isCount(threadCount) && isCount(queueLimit) ? { threadCount, queueLimit } : undefined;
}

/** GET /limits. It says by which numbers the server is measured; whether it keeps them is seen from outside. */
export async function askLimits(referee: Referee, server: Learner): Promise<Promised> {
  const reply = await referee.ask(server, { path: '/limits' });
  const unusable = (fact: string, question: string): Promised => ({
    kind: 'unusable',
    miss: { fact, question, isClear: true },
  });
  const limits = reply.status === 200 ? limitsOf(reply.body) : undefined;
  if (limits === undefined)
    return unusable(
      `GET /limits must tell threadCount and queueLimit, each a whole number of 1 or more: it said ${replyText(reply)}.`,
      'Does the route of the starter still stand there?',
    );
  if (keptCountOf(limits) > MAX_KEPT_COUNT)
    return unusable(
      `(b) ${limitsText(limits)} keep ${keptCountOf(limits)} requests; at most ${MAX_KEPT_COUNT} are allowed in this lesson.`,
      'How long does the last one in that queue wait, and is its asker still there?',
    );
  return { kind: 'limits', limits };
}
