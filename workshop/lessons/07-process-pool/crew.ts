import { setTimeout as delay } from 'node:timers/promises';
import { nowMs } from '../../../servers/telemetry.ts';
import type { Learner } from '../../referee/learner-process.ts';
import type { TreeProcess } from '../../referee/process-tree.ts';

/** A server and the processes that it has started; null where the system does not tell. */
export type Crew = readonly TreeProcess[] | null;

/** Between two looks. Each reads a file of every process here. */
const LOOK_MS = 50;

export const has = (crew: readonly TreeProcess[], processId: number): boolean =>
  crew.some((one) => one.processId === processId);

/** The pool's processes, without the server. */
export const cooksOf = (crew: Crew, serverId: number): readonly number[] =>
  (crew ?? []).map(({ processId }) => processId).filter((processId) => processId !== serverId);

/**
 * The processes that used more CPU than `leastMs` from one look to the next, the busiest first.
 *
 * @param cooks who is looked at: neither the server, which is said to have used what its processes did that ended meanwhile,
 * nor a process that has just been started, as a start is work too
 */
export function busyOnes(
  cooks: readonly number[],
  [before, after]: readonly [before: Crew, after: Crew],
  leastMs: number,
): readonly number[] {
  const cpuMsIn = (crew: Crew, processId: number): number | undefined =>
    crew?.find((one) => one.processId === processId)?.cpuMs;
  const used = cooks.flatMap((processId) => {
    const [fromMs, toMs] = [cpuMsIn(before, processId), cpuMsIn(after, processId)];
    return fromMs === undefined || toMs === undefined ? [] : [{ processId, usedMs: toMs - fromMs }];
  });
  return used
    .filter(({ usedMs }) => usedMs > leastMs)
    .toSorted((a, b) => b.usedMs - a.usedMs)
    .map(({ processId }) => processId);
}

/**
 * Looks again and again until the crew is as it should be.
 *
 * @returns how long that took; null when it was not so within `limitMs`, or where the system does not tell
 */
export async function untilCrew(
  server: Learner,
  isSo: (crew: readonly TreeProcess[]) => boolean,
  { limitMs, signal }: { readonly limitMs: number; readonly signal: AbortSignal },
): Promise<number | null> {
  const startedAtMs = nowMs();
  for (;;) {
    const crew = await server.processes();
    const tookMs = nowMs() - startedAtMs;
    if (crew === null) return null;
    if (isSo(crew)) return tookMs;
    if (tookMs > limitMs) return null;
    await delay(LOOK_MS, undefined, { signal });
  }
}
