import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { median } from '../../../stats/percentile.ts';
import { formatMs } from '../../../stats/units.ts';
import type { Reply } from '../../referee/ask.ts';
import type { Learner } from '../../referee/learner-process.ts';
import type { WorkTask } from '../../referee/oracle-protocol.ts';
import type { Referee } from '../../referee/referee.ts';
import { type Conditions, type Miss, isClearlyOver, waitLimitMs } from '../../referee/verdict.ts';
import { type Limits, keptCountOf, limitsText } from './limits.ts';

export const BURST_COUNT = 60;
const REFUSAL_MS = 50;
/** Threads share the cores with the server and with whoever measures it. */
const MAX_SLOWDOWN = 1.5;
/** A thread that must start first, or whose code must be compiled. */
const START_MS = 100;
/** Whoever waits longer than so many times the limit goes. */
const PATIENCE_FACTOR = 2;
/** Jobs that are done while the burst is still arriving make room for others. A job is not faster than this share of its time. */
const FASTEST_SHARE = 0.7;

const UNAVAILABLE = 503;

/** One request of many that came at the same moment. */
export interface BurstAnswer {
  readonly task: WorkTask;
  readonly reply: Reply;
}

/** How long the last one that was kept may take. @param jobMs one of its jobs alone */
export const burstLimitMs = (limits: Limits, jobMs: number): number =>
  MAX_SLOWDOWN * Math.ceil(keptCountOf(limits) / limits.threadCount) * jobMs + START_MS;

export interface Opened extends AsyncDisposable {
  readonly agent: http.Agent;
  /** How long the middle one of so many GET /health at once takes, before there is any work. */
  readonly idleMs: number;
}

/** One connection for each request of the burst. Opening them takes the server its time, and is not what is measured. */
export async function openConnections(referee: Referee, server: Learner): Promise<Opened> {
  const agent = new http.Agent({ keepAlive: true });
  const asked = Array.from({ length: BURST_COUNT }, async () => referee.ask(server, { path: '/health', agent }));
  const replies = await Promise.all(asked);
  return {
    agent,
    idleMs: median(replies.map(({ tookMs }) => tookMs)),
    [Symbol.asyncDispose]: async () => agent.destroy(),
  };
}

export async function sendBurst(
  referee: Referee,
  server: Learner,
  { agent, iterations, limitMs }: { readonly agent: http.Agent; readonly iterations: number; readonly limitMs: number },
): Promise<readonly BurstAnswer[]> {
  const leave = AbortSignal.timeout(PATIENCE_FACTOR * limitMs);
  return Promise.all(
    Array.from({ length: BURST_COUNT }, async () => {
      const task = { nonce: randomUUID(), iterations };
      return { task, reply: await referee.ask(server, { path: '/work', body: task, agent, leave }) };
    }),
  );
}

/** Everybody who was not refused: answered, or left waiting until they went. */
const isKept = ({ reply }: BurstAnswer): boolean => reply.status === 200 || reply.status === 0;
const isRefused = ({ reply }: BurstAnswer): boolean => reply.status === UNAVAILABLE;

/** Of those who got an answer to their work. */
export const answered = (burst: readonly BurstAnswer[]): readonly BurstAnswer[] =>
  burst.filter(({ reply }) => reply.status === 200);

export const slowestMs = (burst: readonly BurstAnswer[]): number =>
  Math.max(0, ...burst.map(({ reply }) => reply.tookMs));

/**
 * Of those who were refused, the middle one: a no to all of them at once takes the loop a while, beside threads that use all
 * cores. Whoever says no only when a place is free, or none became free, is late to everybody.
 */
export function refusalMs(burst: readonly BurstAnswer[]): number {
  const tookMs = burst.filter(isRefused).map(({ reply }) => reply.tookMs);
  return tookMs.length === 0 ? 0 : median(tookMs);
}

const isRetryAfter = ({ reply }: BurstAnswer): boolean => /^[1-9]\d*$/.test(reply.headers['retry-after'] ?? '');

interface Judged {
  readonly burst: readonly BurstAnswer[];
  readonly limits: Limits;
  /** One of the burst's jobs alone. */
  readonly jobMs: number;
  /** See {@link Opened} */
  readonly idleMs: number;
  readonly conditions: Conditions;
}

function countMisses({ burst, limits, jobMs }: Judged): Miss[] {
  const allowedCount = keptCountOf(limits);
  const keptCount = burst.filter(isKept).length;
  const refusedCount = burst.filter(isRefused).length;
  const otherCount = burst.length - keptCount - refusedCount;
  if (otherCount > 0)
    return [
      {
        fact: `(b) Of ${burst.length} requests at once, ${otherCount} got neither a digest nor a 503 but status ${burst.find((one) => !isKept(one) && !isRefused(one))?.reply.status}.`,
        question: 'What becomes of a job that the pool does not take, and who tells its asker?',
        isClear: true,
      },
    ];
  const roundCount = Math.floor(slowestMs(burst.filter(isRefused)) / (FASTEST_SHARE * jobMs));
  if (keptCount > allowedCount + roundCount * limits.threadCount)
    return [
      {
        fact: `(b) Of ${burst.length} requests at once, your server kept ${keptCount} and refused ${refusedCount}; with ${limitsText(limits)} it keeps ${allowedCount} at most.`,
        question:
          refusedCount === 0
            ? 'What says no to the next one when every place in the queue is taken?'
            : 'Which jobs does your limit count, and which slip past it?',
        isClear: keptCount > 2 * allowedCount || refusedCount === 0,
        isTimed: true,
      },
    ];
  if (keptCount < allowedCount)
    return [
      {
        fact: `(b) Of ${burst.length} requests at once, your server kept ${keptCount}; ${limitsText(limits)} have room for ${allowedCount}.`,
        question: 'Who was refused although there was room?',
        isClear: keptCount < limits.threadCount,
        isTimed: true,
      },
    ];
  return [];
}

function refusalMisses({ burst, idleMs, conditions }: Judged): Miss[] {
  const refused = burst.filter(isRefused);
  const bare = refused.filter((one) => !isRetryAfter(one));
  if (bare.length > 0)
    return [
      {
        fact: `(b) ${bare.length} of ${refused.length} refusals had no header Retry-After with a whole number of seconds.`,
        question: 'How does whoever is refused know when to come again?',
        isClear: true,
      },
    ];
  // So many at once keep the loop and the cores of this machine busy, whatever they ask for.
  const limitMs = waitLimitMs(REFUSAL_MS + idleMs, conditions);
  const tookMs = refusalMs(burst);
  if (tookMs <= limitMs) return [];
  return [
    {
      fact: `(b) Half of the refusals took ${formatMs(tookMs)} or more; ${formatMs(limitMs)} are allowed here.`,
      question: 'What must be known before one can say no, and when is it known?',
      isClear: isClearlyOver(tookMs, limitMs, conditions),
      isTimed: true,
    },
  ];
}

function slownessMisses({ burst, limits, jobMs, conditions }: Judged): Miss[] {
  const kept = burst.filter(isKept);
  const limitMs = burstLimitMs(limits, jobMs) + 2 * conditions.noiseMs;
  const worstMs = slowestMs(kept);
  if (worstMs <= limitMs) return [];
  return [
    {
      fact: `(b) The last of the ${kept.length} that were kept took ${formatMs(worstMs)}; with ${limitsText(limits)} and jobs of ${formatMs(jobMs)} it is ${formatMs(limitMs)} at most.`,
      question: 'How many jobs really run at the same time, and on how many cores?',
      isClear: false,
    },
  ];
}

/** Whether a full pool says so, at once and to the right ones. The first thing that is wrong, as the others follow from it. */
export function burstMisses(judged: Judged): Miss[] {
  const ofCounts = countMisses(judged);
  if (ofCounts.length > 0) return ofCounts;
  const ofRefusals = refusalMisses(judged);
  return ofRefusals.length > 0 ? ofRefusals : slownessMisses(judged);
}
