import type http from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { nowMs } from '../../../servers/telemetry.ts';
import type { Reply } from '../../referee/ask.ts';
import type { Learner } from '../../referee/learner-process.ts';
import type { Probe } from '../../referee/measure.ts';
import type { WorkTask } from '../../referee/oracle-protocol.ts';
import type { Referee } from '../../referee/referee.ts';
import { type JobStatus, isSettled, statusOf } from './job-status.ts';

/** Up to 200 polls a second. */
const PERIOD_MS = 5;
/** What has ended must stay so. */
const AFTERWARDS_COUNT = 10;

export const postJob = async (
  referee: Referee,
  server: Learner,
  { nonce, iterations }: WorkTask,
  agent?: http.Agent,
): Promise<Reply> =>
  referee.ask(server, { path: '/jobs', body: { nonce, iterations }, ...(agent === undefined ? {} : { agent }) });

/** The path to ask of an accepted job; null where the answer names none on this server. */
export function jobPath({ headers }: Pick<Reply, 'headers'>, { baseUrl }: Pick<Learner, 'baseUrl'>): string | null {
  const { location } = headers;
  if (location === undefined || !URL.canParse(location, baseUrl)) return null;
  const { origin, pathname, search } = new URL(location, baseUrl);
  return origin === new URL(baseUrl).origin && pathname !== '/jobs' ? `${pathname}${search}` : null;
}

/** What somebody saw who asked again and again. */
export interface Polled {
  /** In the order of the questions, as all of these are. */
  readonly statuses: readonly JobStatus[];
  readonly replies: readonly Reply[];
  /** How long each poll took. */
  readonly polls: readonly Probe[];
}

/** Asks for a job until it has ended, and some more times; gives up after `limitMs`. */
export async function poll(
  referee: Referee,
  server: Learner,
  { path, limitMs, agent }: { readonly path: string; readonly limitMs: number; readonly agent?: http.Agent },
): Promise<Polled> {
  const statuses: JobStatus[] = [];
  const replies: Reply[] = [];
  const polls: Probe[] = [];
  const startedAtMs = nowMs();
  let afterwardsCount = 0;
  for (;;) {
    const dueMs = nowMs() - startedAtMs;
    // The next question waits for the answer of this one: answers that overtake each other would look like a step back.
    const reply = await referee.ask(server, { path, ...(agent === undefined ? {} : { agent }) });
    const status = statusOf(reply);
    polls.push({ dueMs, waitMs: reply.tookMs });
    replies.push(reply);
    statuses.push(status);
    // No answer at all may be the last sign of a server that has ended; the next question tells.
    if (isSettled(status) && reply.status !== 0) afterwardsCount += 1;
    if (afterwardsCount > AFTERWARDS_COUNT || dueMs > limitMs) return { statuses, replies, polls };
    await delay(PERIOD_MS, undefined, { signal: referee.signal });
  }
}
