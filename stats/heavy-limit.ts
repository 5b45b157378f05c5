import { isHeavy } from './phases.ts';
import type { RunRecord } from './record.ts';
import { serverCoreCount } from './resources.ts';

/** How many heavy tasks per second no way of arranging the work can exceed. */
export interface HeavyLimit {
  readonly perSecond: number;
  /** `count` of them can have one task under way each, which takes D: cores, or clients that wait for their output where these are fewer. */
  readonly kind: 'core' | 'client';
  readonly count: number;
}

/** Of the loads that stand in the record's scenario; null without D. */
export function heavyLimitOf(record: RunRecord): HeavyLimit | null {
  const taskMs = record.calibration?.durationMs.mean ?? 0;
  if (taskMs === 0) return null;
  const { levels, streams } = record.scenario;
  const loads = levels === undefined ? streams.filter(isHeavy).map(({ load }) => load) : [];
  const clientCount = loads.reduce((sum, load) => sum + (load.kind === 'closed' ? load.clientCount : Infinity), 0);
  const coreCount = serverCoreCount(record);
  // Of several levels, and of a run without heavy clients, nothing but the cores is known.
  const isClients = clientCount > 0 && clientCount < coreCount;
  const count = isClients ? clientCount : coreCount;
  return { perSecond: (count * 1_000) / taskMs, kind: isClients ? 'client' : 'core', count };
}
