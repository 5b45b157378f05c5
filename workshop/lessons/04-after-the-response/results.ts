import { setTimeout as delay } from 'node:timers/promises';
import { nowMs } from '../../../servers/telemetry.ts';
import { type Reply, fieldsOf } from '../../referee/ask.ts';
import type { Learner } from '../../referee/learner-process.ts';
import type { WorkTask } from '../../referee/oracle-protocol.ts';
import type { Referee } from '../../referee/referee.ts';

/** Somebody who waits for a meal looks up so often. */
const PERIOD_MS = 20;

/** What GET /result/:nonce says of a job. */
export type Reading =
  | { readonly kind: 'open' }
  | { readonly kind: 'done'; readonly digest: string }
  | { readonly kind: 'failed'; readonly error: string }
  | { readonly kind: 'unreadable' };

const OPEN_STATUSES: ReadonlySet<number> = new Set([202, 404]);

export function readingOf({ status, body }: Pick<Reply, 'status' | 'body'>): Reading {
  if (OPEN_STATUSES.has(status)) return { kind: 'open' };
  if (status !== 200) return { kind: 'unreadable' };
  const { digest, error } = fieldsOf(body);
  if (typeof digest === 'string' && error === undefined) return { kind: 'done', digest };
  if (typeof error === 'string' && error !== '' && digest === undefined) return { kind: 'failed', error };
  return { kind: 'unreadable' };
}

export const postWork = async (referee: Referee, server: Learner, { nonce, iterations }: WorkTask): Promise<Reply> =>
  referee.ask(server, { path: '/work', body: { nonce, iterations } });

export const askResult = async (referee: Referee, server: Learner, { nonce }: WorkTask): Promise<Reply> =>
  referee.ask(server, { path: `/result/${nonce}` });

/** The answer that somebody got who asked for a result again and again. */
export interface Followed {
  readonly reply: Reply;
  /** From the first question to this answer. */
  readonly tookMs: number;
}

/** Asks until there is something to tell, and gives up after `limitMs`. */
export async function follow(referee: Referee, server: Learner, task: WorkTask, limitMs: number): Promise<Followed> {
  const startedAtMs = nowMs();
  for (;;) {
    const reply = await askResult(referee, server, task);
    const tookMs = nowMs() - startedAtMs;
    // No answer at all may be the last sign of a server that has ended; the next question tells.
    const isOpen = reply.status === 0 || readingOf(reply).kind === 'open';
    if (!isOpen || tookMs > limitMs) return { reply, tookMs };
    await delay(PERIOD_MS, undefined, { signal: referee.signal });
  }
}
