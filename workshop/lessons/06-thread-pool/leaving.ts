import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { nowMs } from '../../../servers/telemetry.ts';
import { formatMs, formatShare } from '../../../stats/units.ts';
import type { Reply } from '../../referee/ask.ts';
import type { Learner } from '../../referee/learner-process.ts';
import type { WorkTask } from '../../referee/oracle-protocol.ts';
import type { Referee } from '../../referee/referee.ts';
import type { Miss } from '../../referee/verdict.ts';
import type { Limits } from './limits.ts';

/** Long enough to be still at work long after everybody has looked. */
const LONG_MS = 4_000;
/** Until all long jobs are with their threads or in the queue. */
const ARRIVE_MS = 80;
/** And then they work for a while before their askers leave. */
const STAY_MS = 120;
/** After it, nothing that nobody waits for may be worked on. A thread that was ended and another one that starts need some of it. */
const QUIET_AFTER_MS = 500;
const WATCH_MS = 250;
/** A thread that starts late is busy in one of them, work that goes on in all. */
const WATCH_COUNT = 2;
/** Of one core. Threads that start again cost some of it. */
const MAX_BUSY_SHARE = 0.15;
/** No noise makes so much of it. */
const CLEAR_BUSY_SHARE = 0.6;
/** A thread starts, and the job is done on it. */
const NEXT_MS = 1_200;
/** Askers who leave while they still stand in the queue. */
const MAX_WAITING_COUNT = 2;

/** What happened when those left whose jobs ran, or waited, in front of somebody who stayed. */
export interface Leaving {
  readonly leaverCount: number;
  readonly next: { readonly task: WorkTask; readonly reply: Reply };
  /** From when the others left to the answer of who stayed. */
  readonly nextMs: number;
  /** Of one core, from half a second after they left; null where the system does not tell. */
  readonly busyShare: number | null;
}

async function busyShareOf(server: Learner): Promise<number | null> {
  const [fromMs, cpuBeforeMs] = [nowMs(), await server.cpuMs()];
  await delay(WATCH_MS);
  const cpuAfterMs = await server.cpuMs();
  return cpuBeforeMs === null || cpuAfterMs === null ? null : (cpuAfterMs - cpuBeforeMs) / (nowMs() - fromMs);
}

async function leastBusyShare(server: Learner): Promise<number | null> {
  const shares: number[] = [];
  for (let index = 0; index < WATCH_COUNT; index += 1) {
    const share = await busyShareOf(server);
    if (share === null) return null;
    shares.push(share);
  }
  return Math.min(...shares);
}

/**
 * Fills all threads and a part of the queue with long jobs, lets one short job wait behind them, and then those with the long
 * jobs leave.
 *
 * @param iterationsPerMs how much is a millisecond of work here
 * @param iterations of the short job
 */
export async function leave(
  referee: Referee,
  server: Learner,
  {
    limits,
    iterations,
    iterationsPerMs,
  }: { readonly limits: Limits; readonly iterations: number; readonly iterationsPerMs: number },
): Promise<Leaving> {
  const leaver = new AbortController();
  const leaverCount = limits.threadCount + Math.min(MAX_WAITING_COUNT, limits.queueLimit - 1);
  const longIterations = Math.ceil(LONG_MS * iterationsPerMs);
  const left = Array.from({ length: leaverCount }, async () =>
    referee.ask(server, {
      path: '/work',
      body: { nonce: randomUUID(), iterations: longIterations },
      leave: leaver.signal,
    }),
  );
  await delay(ARRIVE_MS);
  const task: WorkTask = { nonce: randomUUID(), iterations };
  const patience = AbortSignal.timeout(STAY_MS + NEXT_MS);
  const askedAtMs = nowMs();
  const asked = referee.ask(server, { path: '/work', body: task, leave: patience });
  await delay(STAY_MS);
  leaver.abort();
  const leftAtMs = nowMs();
  const [reply] = await Promise.all([asked, ...left, delay(QUIET_AFTER_MS)]);
  return {
    leaverCount,
    next: { task, reply },
    nextMs: reply.tookMs - (leftAtMs - askedAtMs),
    busyShare: await leastBusyShare(server),
  };
}

/** Whether work ends with the asker's interest in it, and only that work. */
export function leavingMisses({ leaverCount, next, busyShare }: Leaving): Miss[] {
  if (busyShare !== null && busyShare > MAX_BUSY_SHARE)
    return [
      {
        fact: `(c) ${leaverCount} askers left, and ${formatMs(QUIET_AFTER_MS)} later your server still used ${formatShare(busyShare)} of a core; at most ${formatShare(MAX_BUSY_SHARE)} are allowed.`,
        question: 'Who tells the thread, and who the queue, that nobody waits for this answer any more?',
        isClear: busyShare > CLEAR_BUSY_SHARE,
        isTimed: true,
      },
    ];
  if (next.reply.status === 200) return [];
  const got = next.reply.status === 0 ? `no answer within ${formatMs(NEXT_MS)}` : `status ${next.reply.status}`;
  return [
    {
      fact: `(c) ${leaverCount} askers left. Somebody who stayed, and whose job stood behind theirs, got ${got}.`,
      question: 'Which job is stopped when an asker leaves, and which thread takes the next one?',
      isClear: next.reply.status !== 0,
    },
  ];
}
