import { setTimeout as delay } from 'node:timers/promises';
import { nowMs } from '../../../servers/telemetry.ts';
import type { Reply } from '../../referee/ask.ts';
import type { Learner } from '../../referee/learner-process.ts';
import type { WorkJob } from '../../referee/oracle-protocol.ts';
import type { Referee } from '../../referee/referee.ts';
import { type Crew, untilCrew } from './crew.ts';

/** After the time limit, or a crash: by then the pool should be whole again. */
export const HEAL_MS = 1_000;
/** A caller who got nothing so long after the time limit gets nothing. */
const PATIENCE_MS = 1_500;

/** A task that does nothing but its work. */
export interface GoodSeen {
  readonly reply: Reply;
  /** What its answer should have been. */
  readonly digest: string;
}

/** A pool at rest, and how tasks are given to it from then on. */
export interface Scene {
  readonly server: Learner;
  readonly signal: AbortSignal;
  readonly limitMs: number;
  readonly rest: Crew;
  /** All that were asked for so far that do nothing but their work. */
  readonly good: readonly GoodSeen[];
  askedCount(): number;
  sinceMs(): number;
  ask(task: WorkJob): Promise<Reply>;
  askGood(task: WorkJob, afterMs?: number): Promise<void>;
  /** How long it takes until there are as many processes as at rest; null when they are not within HEAL_MS. */
  untilWhole(): Promise<number | null>;
}

export async function openScene(referee: Referee, server: Learner, limitMs: number): Promise<Scene> {
  const { signal } = referee;
  const rest = await server.processes();
  const startedAtMs = nowMs();
  const good: GoodSeen[] = [];
  let askedCount = 0;
  const askTask = async ({ nonce, iterations }: WorkJob): Promise<Reply> => {
    askedCount += 1;
    const leave = AbortSignal.timeout(limitMs + PATIENCE_MS);
    return referee.ask(server, { path: '/work', body: { nonce, iterations }, leave });
  };
  return {
    server,
    signal,
    limitMs,
    rest,
    good,
    askedCount: () => askedCount,
    sinceMs: () => nowMs() - startedAtMs,
    ask: askTask,
    askGood: async (task, afterMs = 0) => {
      await delay(afterMs, undefined, { signal });
      good.push({ reply: await askTask(task), digest: task.digest });
    },
    untilWhole: async () =>
      untilCrew(server, ({ length }) => length >= (rest?.length ?? 0), { limitMs: HEAL_MS, signal }),
  };
}
