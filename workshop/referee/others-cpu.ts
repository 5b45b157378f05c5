import { readFile, readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { MS_PER_CPU_TICK, type ProcessStat, parseProcessStat } from '../../servers/process-stat.ts';
import { nowMs } from '../../servers/telemetry.ts';

export type ProcessCpu = Pick<ProcessStat, 'state' | 'parentId' | 'ownMs' | 'reapedMs'> & {
  readonly processId: number;
};

/** What the processes of this machine have used so far. */
export interface CpuReading {
  readonly atMs: number;
  /** What the host of a virtual machine gave to others. */
  readonly stolenMs: number;
  /** By id and time of start: ids are used again. */
  readonly processes: ReadonlyMap<string, ProcessCpu>;
}

/** null where the system does not tell. */
export async function readCpu(): Promise<CpuReading | null> {
  if (process.platform !== 'linux') return null;
  const [, stolenTicks = '0'] = /^cpu +(?:\d+ +){7}(\d+)/m.exec(await readFile('/proc/stat', 'utf8')) ?? [];
  const ids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const processes = await Promise.all(
    ids.map(async (id) => {
      // It may have ended since its name was read.
      const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
      if (stat === '') return [];
      const { startedAt, ...one } = parseProcessStat(stat);
      return [[`${id} ${startedAt}`, { ...one, processId: id }]] as const;
    }),
  );
  return { atMs: nowMs(), stolenMs: Number(stolenTicks) * MS_PER_CPU_TICK, processes: new Map(processes.flat()) };
}

/** A process and all that come from it. */
function familyOf({ processes }: CpuReading, processId: number): ReadonlySet<number> {
  const family = new Set([processId]);
  // A set that grows while it is walked is walked to its end.
  for (const id of family)
    for (const { processId: childId, parentId } of processes.values()) if (parentId === id) family.add(childId);
  return family;
}

function ancestorsOf({ processes }: CpuReading, processId: number): ReadonlySet<number> {
  const parents = new Map([...processes.values()].map((one) => [one.processId, one.parentId]));
  const ancestors = new Set<number>();
  for (let id = parents.get(processId); id !== undefined && !ancestors.has(id); id = parents.get(id)) ancestors.add(id);
  return ancestors;
}

/**
 * How many cores the programs used, between two readings, that do not come from `processId`, and other virtual machines.
 *
 * They are summed up themselves: what is left of the whole machine's time without ours would hold those of our processes
 * that were killed together with their parent, as nobody reads what they used.
 */
export function othersCores(before: CpuReading, after: CpuReading, processId = process.pid): number {
  const family = familyOf(after, processId);
  // They may read the end of orphans of ours.
  const ancestors = ancestorsOf(after, processId);
  const usedMs = ({ processId: id, ownMs, reapedMs }: ProcessCpu): number => ownMs + (ancestors.has(id) ? 0 : reapedMs);
  const aliveMs = [...after.processes].map(([key, one]) => {
    const earlier = before.processes.get(key);
    // One that came and went may have been ours.
    if (family.has(one.processId) || (earlier === undefined && one.state === 'Z')) return 0;
    return usedMs(one) - (earlier === undefined ? 0 : usedMs(earlier));
  });
  const ids = new Set([...after.processes.values()].map((one) => one.processId));
  const isCounted = (id: number): boolean => ids.has(id) && !family.has(id) && !ancestors.has(id);
  // What they had used before is among what their parents have read by now.
  const endedMs = [...before.processes]
    .filter(([key, { parentId }]) => !after.processes.has(key) && isCounted(parentId))
    .map(([, { ownMs, reapedMs }]) => ownMs + reapedMs);
  const sum = (all: readonly number[]): number => all.reduce((total, ms) => total + ms, 0);
  const othersMs = sum(aliveMs) - sum(endedMs) + after.stolenMs - before.stolenMs;
  return Math.max(0, othersMs / (after.atMs - before.atMs));
}

/** The same up to now; null where the system does not tell. */
export async function othersSince(before: CpuReading | null): Promise<number | null> {
  const after = await readCpu();
  return before === null || after === null ? null : othersCores(before, after);
}

/** The lessons' programs keep two cores busy at most. */
const NEEDED_CORES = 2;
/** Virtual machines lose 0.1 to 0.25 cores to their host's other guests in ordinary times: seen in a VM with 2 cores of an AMD EPYC. */
const MAX_LOST_CORES = 0.4;

/** What others may use while something is checked: the cores that no lesson needs, and a little of those. */
export function allowedOthersCores(coreCount = availableParallelism()): number {
  return Math.max(0, coreCount - NEEDED_CORES) + MAX_LOST_CORES;
}
