import { setTimeout as delay } from 'node:timers/promises';
import type { FaultJob, Observation } from '../../../stats/faults/fault-table.ts';
import type { AskedJob } from '../asked-job.ts';
import type { Stage, StagedRow } from '../stage.ts';
import { type Fault, always } from './fault.ts';

/** As many as the strategy with most places for work on one loop has, so that who comes later finds them all taken. */
const VICTIM_COUNT = 4;
/** Longer where a stop must be told from an end. */
const LASTING_MS = { kept: 2_500, given: 800 } as const;

const HEARD_MS = 300;

const workerCountOf = ({ strategy: { family } }: StagedRow): number => (family === 'replicated' ? 2 : 1);

/** Who asks next waits until the work of those who left is over, or stopped: that is how it is seen from outside. */
function stoppedInline(
  victims: readonly FaultJob[],
  later: readonly FaultJob[],
  lastingMs: number,
): Observation['stopped'] {
  const beganAtMs = Math.min(...victims.map(({ askedAtMs }) => askedAtMs));
  const freeAfterMs = Math.max(...later.map(({ endedAtMs }) => endedAtMs ?? Infinity)) - beganAtMs;
  // One of them was running: dropping the others leaves one task's time, and not four.
  return { running: freeAfterMs < lastingMs, queued: freeAfterMs < 2.5 * lastingMs };
}

/** A deferred server says what became of each; and where it says that running work was stopped, its worker must be free. */
function stoppedDeferred(
  victims: readonly FaultJob[],
  later: readonly FaultJob[],
  lastingMs: number,
): Observation['stopped'] {
  const cancelled = victims.filter(({ end }) => end === 'cancelled');
  const { running = false } = stoppedInline(victims, later, lastingMs) ?? {};
  return {
    running: running && cancelled.length === victims.length,
    queued: cancelled.some(({ attemptCount }) => attemptCount === 0),
  };
}

/** What cannot be told by the clock is measured once. */
async function lastingMsOf(stage: Stage, askedMs: number): Promise<number> {
  if (stage.kit.isByClock) return askedMs;
  const earlier = stage.ask('earlier', stage.kit.lasting(askedMs));
  await earlier.ended;
  const { askedAtMs, endedAtMs } = earlier.account;
  return (endedAtMs ?? askedAtMs) - askedAtMs;
}

/** A server whose loop is held hears nobody for now. */
async function leaveTogether(jobs: readonly AskedJob[]): Promise<void> {
  const left = Promise.all(jobs.map(async (job) => job.leave()));
  await Promise.race([left, delay(HEARD_MS)]);
}

export const clientLeaves: Fault = {
  name: 'client-leaves',
  title: 'client leaves',
  summary: `${VICTIM_COUNT} clients of one worker leave after a moment: they close their connections, or cancel their jobs.`,
  inapplicable: always,
  serverArguments: (row) => ({ workerCount: workerCountOf(row) }),
  strike: async (stage) => {
    const { strategy, promises } = stage.row;
    const askedMs = promises.cancels === 'never' ? LASTING_MS.given : LASTING_MS.kept;
    const lastingMs = await lastingMsOf(stage, askedMs);
    // One to wait for an answer, one to cancel.
    await stage.connect(2 * VICTIM_COUNT);
    const victims = Array.from({ length: VICTIM_COUNT }, () => stage.ask('victim', stage.kit.lasting(askedMs)));
    const [first] = victims;
    if (first !== undefined) await stage.begun(first);
    stage.neighbours.start();
    // Those who wait first, so that none of them is begun in place of one that was stopped.
    await leaveTogether(victims.slice(1));
    await leaveTogether(victims.slice(0, 1));
    await stage.later(workerCountOf(stage.row));
    await stage.settle(victims.map(async (victim) => victim.ended));
    const jobs = stage.observation().jobs;
    const ofRole = (role: FaultJob['role']): FaultJob[] => jobs.filter((job) => job.role === role);
    const seen = strategy.delivery === 'inline' ? stoppedInline : stoppedDeferred;
    stage.stopped = seen(ofRole('victim'), ofRole('later'), lastingMs);
  },
};
