import type { Telemetry, Trial } from './record.ts';
import { isServerProcess } from './resources.ts';
import type { Wait } from './summary.ts';

/** CPU between two samples that is work: half of the 200 ms that lie between them, or more; neighbours cost some ms. */
const WORK_CPU_MS = 100;
/** A process that should have told of itself five times over has a blocked loop. */
const SILENT_MS = 1_000;

const lastOf = (valuesMs: readonly number[]): number => valuesMs.at(-1) ?? -Infinity;

/** Whether it samples itself at a fixed period: others, which tell of themselves after each task, measure no delays. */
const isWatched = ({ loopDelayMsMax }: Telemetry): boolean => loopDelayMsMax.some((ms) => ms > 0);

interface BusyUntil {
  readonly atMs: number;
  /** It was not seen at rest afterwards. */
  readonly isAtLeast: boolean;
}

/** CPU since the sample before; of a stretch that began before `fromMs` the part that lies after it, as if it was used evenly. */
function usedMs({ atMs, cpuMs }: Telemetry, place: number, fromMs: number): number {
  const [beforeMs, afterMs] = [atMs[place - 1], atMs[place]];
  if (beforeMs === undefined || afterMs === undefined || afterMs <= beforeMs) return 0;
  const share = Math.min(1, Math.max(0, afterMs - fromMs) / (afterMs - beforeMs));
  return share * ((cpuMs[place] ?? 0) - (cpuMs[place - 1] ?? 0));
}

/** @param endMs the last moment that anybody told of */
function busyUntil(process: Telemetry, fromMs: number, endMs: number): BusyUntil {
  const { atMs } = process;
  const lastMs = lastOf(atMs);
  if (isWatched(process) && endMs - lastMs > SILENT_MS) return { atMs: endMs, isAtLeast: true };
  const index = atMs.findLastIndex((_, place) => usedMs(process, place, fromMs) >= WORK_CPU_MS);
  const busyMs = index === -1 ? -Infinity : (atMs[index] ?? -Infinity);
  return { atMs: busyMs, isAtLeast: isWatched(process) && busyMs === lastMs };
}

/**
 * How long the processes of a server worked on after a moment, to the 200 ms at which they tell of themselves: until the
 * last sample in which one of them had used CPU that nothing but a task uses.
 *
 * @param fromMs since the trial's start
 * @returns 0 where none did; at least so long where one was still at work when the trial ended, or its loop so blocked
 * that it could not tell; null without telemetry of the server
 */
export function idleAgainMs({ telemetry }: Pick<Trial, 'telemetry'>, fromMs: number): Wait | null {
  const processes = telemetry.filter((process) => isServerProcess(process) && process.atMs.length > 0);
  if (processes.length === 0) return null;
  const endMs = Math.max(...telemetry.map(({ atMs }) => lastOf(atMs)));
  const busy = processes.map((process) => busyUntil(process, fromMs, endMs));
  const lastMs = Math.max(...busy.map(({ atMs }) => atMs));
  if (lastMs <= fromMs) return { valueMs: 0, isAtLeast: false };
  return { valueMs: lastMs - fromMs, isAtLeast: busy.some(({ atMs, isAtLeast }) => isAtLeast && atMs >= lastMs) };
}
