import { setTimeout as delay } from 'node:timers/promises';
import { HarnessError } from '../../../servers/errors.ts';
import { nowMs } from '../../../servers/telemetry.ts';
import type { Learner } from '../../referee/learner-process.ts';
import type { WorkJob } from '../../referee/oracle-protocol.ts';
import type { Referee } from '../../referee/referee.ts';
import type { Miss } from '../../referee/verdict.ts';
import { untilCrew } from './crew.ts';
import type { Disguised } from './disguised-tasks.ts';

/** What the tasks under way at the end do after their work. */
export const LAST_SURPRISES = { lastEndless: 'endless', lastGood: 'none' } as const;

/** Of a job: when the good one is asked for, and when the server is told to end. Then one loops and one works. */
const MOMENTS = { goodShare: 1.2, endShare: 1.7 } as const;
/** An idle process ends as soon as it hears that its parent is gone, and one that has just been started a little later. */
const ORPHAN_MS = 1_000;
const ASKER_LEAVES_MS = 7_000;

/** How a server ended, with two tasks under way. */
export interface Ending {
  /** From SIGTERM to its end; null when it did not end. */
  readonly endedMs: number | null;
  /** Of two callers. */
  readonly unansweredCount: number;
  /** Processes that outlived it; 0 where the system does not tell. */
  readonly orphanCount: number;
}

/** 'failed' is an answer too, or the right digest. */
async function isAnswered(referee: Referee, server: Learner, { nonce, iterations, digest }: WorkJob): Promise<boolean> {
  const leave = AbortSignal.timeout(ASKER_LEAVES_MS);
  try {
    const { status, body } = await referee.ask(server, { path: '/work', body: { nonce, iterations }, leave });
    return status >= 500 || JSON.stringify(body) === JSON.stringify({ digest });
  } catch (thrown) {
    referee.signal.throwIfAborted();
    if (!server.lost.aborted) throw thrown;
    return false;
  }
}

async function endedMsOf(server: Learner): Promise<number | null> {
  const startedAtMs = nowMs();
  try {
    await server.end('SIGTERM');
    return nowMs() - startedAtMs;
  } catch (thrown) {
    if (thrown instanceof HarnessError && thrown.code === 'ERR_SERVER_START') return null;
    throw thrown;
  }
}

export async function watchEnding(
  referee: Referee,
  server: Learner,
  { tasks, jobMs }: Disguised<keyof typeof LAST_SURPRISES>,
): Promise<Ending> {
  const { signal } = referee;
  const answered = Promise.all([
    isAnswered(referee, server, tasks.lastEndless),
    delay(MOMENTS.goodShare * jobMs, undefined, { signal }).then(async () =>
      isAnswered(referee, server, tasks.lastGood),
    ),
  ]);
  // Told below, unless the server does not end: then nobody waits for them.
  answered.catch(() => {});
  await delay(MOMENTS.endShare * jobMs, undefined, { signal });
  const endedMs = await endedMsOf(server);
  if (endedMs === null) return { endedMs, unansweredCount: 0, orphanCount: 0 };
  const isAlone = await untilCrew(server, ({ length }) => length === 0, { limitMs: ORPHAN_MS, signal });
  const left = isAlone === null ? await server.processes() : null;
  return {
    endedMs,
    unansweredCount: (await answered).filter((one) => !one).length,
    orphanCount: left?.length ?? 0,
  };
}

export function endingMisses({ endedMs, unansweredCount, orphanCount }: Ending): Miss[] {
  if (endedMs === null)
    return [
      {
        fact: 'Your server was asked to end by SIGTERM, and 5 s later it still lived.',
        question: 'What does it wait for, and does that ever come?',
        isClear: true,
        isTimed: true,
      },
    ];
  const orphans: Miss = {
    fact: `Your server ended after SIGTERM, and 1 s later ${orphanCount} of its processes still lived. The task in it never ends.`,
    question: 'Who tells a process that loops that everything is over?',
    isClear: true,
    isTimed: true,
  };
  const unanswered: Miss = {
    fact: `${unansweredCount} of 2 callers who waited at SIGTERM never had an answer, not even that their task has failed.`,
    question: 'Which of these is the last to go: the tasks, the answers, or the server?',
    isClear: true,
  };
  return [...(orphanCount > 0 ? [orphans] : []), ...(unansweredCount > 0 ? [unanswered] : [])];
}
