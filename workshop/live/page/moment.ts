import type { LivePageData } from '../wire.ts';
import { type LiveModel, stallsBetween } from './model.ts';

/**
 * What the strips show between two times, with the gaps as they are written there. Runs in the page with its types
 * stripped.
 *
 * @param span on the conductor's clock
 */
export function momentOf(
  { coreCount, nodeVersion }: LivePageData,
  { taskMs, idleMsP99, lanes }: LiveModel,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): object {
  const shown = [...lanes.values()].map((lane) => ({
    name: lane.name,
    state: lane.state,
    run: lane.run,
    stalls: stallsBetween(lane, fromMs, toMs).map((stall) => ({
      fromMs: stall.fromMs - fromMs,
      lengthMs: stall.toMs - stall.fromMs,
    })),
    beats: lane.beats
      .filter(({ dueAtMs }) => dueAtMs >= fromMs && dueAtMs <= toMs)
      .map(({ dueAtMs, waitMs }) => ({ dueAtMs: dueAtMs - fromMs, waitMs })),
    jobs: [...lane.jobs.values()].filter(
      ({ sentAtMs, endedAtMs }) => sentAtMs <= toMs && (endedAtMs ?? toMs) >= fromMs,
    ),
    inside: lane.inside,
  }));
  return {
    format: 'holdup-live-moment-1',
    savedAt: new Date().toISOString(),
    coreCount,
    nodeVersion,
    taskMs,
    idleMsP99,
    windowMs: toMs - fromMs,
    lanes: shown,
  };
}
