import { median } from './percentile.ts';
import { type Phase, isWithin, lengthMs } from './phases.ts';
import type { RunRecord, Telemetry, Trial } from './record.ts';
import { countDone } from './stream-summary.ts';

/** Cores that servers may use: all that are there, unless some are kept for the senders. */
export const serverCoreCount = ({ setup, machine }: RunRecord): number =>
  setup?.serverCoreCount ?? machine.availableCoreCount;

export const isServerProcess = ({ role }: Telemetry): boolean => role === 'server' || role === 'server-worker';
const isSender = ({ role }: Telemetry): boolean => role === 'heavy-sender' || role === 'neighbour-sender';

/**
 * A growing counter at a moment between two samples, on the straight line between them; before the first sample the
 * first, after the last the last.
 *
 * @param atMs ascending, as long as `values`, not empty
 */
export function valueAt(atMs: readonly number[], values: readonly number[], momentMs: number): number {
  const nextIndex = atMs.findIndex((at) => at >= momentMs);
  if (nextIndex === -1) return values.at(-1) ?? 0;
  const nextMs = atMs[nextIndex] ?? momentMs;
  const nextValue = values[nextIndex] ?? 0;
  const previousMs = atMs[nextIndex - 1];
  const previousValue = values[nextIndex - 1];
  if (previousMs === undefined || previousValue === undefined || previousMs === nextMs) return nextValue;
  return previousValue + ((nextValue - previousValue) * (momentMs - previousMs)) / (nextMs - previousMs);
}

const growth = (atMs: readonly number[], values: readonly number[], { startMs, endMs }: Phase): number =>
  valueAt(atMs, values, endMs) - valueAt(atMs, values, startMs);

/** null of nothing; otherwise the largest. */
const largest = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((max, value) => Math.max(max, value), -Infinity);

/**
 * CPU of the server's processes (which covers their threads) in the load phase per heavy task answered right in it,
 * the median of the trials. What the neighbours cost is in it too; it is little beside a heavy task.
 *
 * @param heavyNames streams whose answers are tasks done
 * @returns null when no trial has both telemetry and a task done
 */
export function cpuMsPerTask(trials: readonly Trial[], heavyNames: ReadonlySet<string>, load: Phase): number | null {
  const perTrial = trials.flatMap(({ telemetry, streams }) => {
    const processes = telemetry.filter((process) => isServerProcess(process) && process.atMs.length > 0);
    const cpuMs = processes.reduce((sum, process) => sum + growth(process.atMs, process.cpuMs, load), 0);
    const doneCount = streams
      .filter(({ streamName }) => heavyNames.has(streamName))
      .reduce((sum, stream) => sum + countDone(stream, load), 0);
    return processes.length === 0 || doneCount === 0 ? [] : [cpuMs / doneCount];
  });
  return perTrial.length === 0 ? null : median(perTrial);
}

/** Largest sum over processes, each standing at its last known value from its first sample on. */
function rssBytesMaxOf({ telemetry }: Trial): number | null {
  const readings = telemetry
    .filter(isServerProcess)
    .flatMap((process, processIndex) =>
      process.atMs.map((atMs, index) => ({ processIndex, atMs, bytes: process.rssBytes[index] ?? 0 })),
    )
    .sort((a, b) => a.atMs - b.atMs);
  const lastBytes = new Map<number, number>();
  let sumBytes = 0;
  let maxBytes: number | null = null;
  for (const { processIndex, bytes } of readings) {
    sumBytes += bytes - (lastBytes.get(processIndex) ?? 0);
    lastBytes.set(processIndex, bytes);
    maxBytes = Math.max(maxBytes ?? 0, sumBytes);
  }
  return maxBytes;
}

/** Over all phases: memory taken under load is often kept. */
export const rssBytesMax = (trials: readonly Trial[]): number | null =>
  largest(trials.map(rssBytesMaxOf).filter((bytes) => bytes !== null));

/** A sample speaks for the time since the one before it: it counts when any of that time lies in the load phase. */
function loopDelaysMs({ atMs, loopDelayMsMax }: Telemetry, load: Phase): number[] {
  return loopDelayMsMax.filter((_, index) => {
    const at = atMs[index] ?? -Infinity;
    const since = atMs[index - 1] ?? -Infinity;
    return at > load.startMs && since < load.endMs && (since > -Infinity || isWithin(load, at));
  });
}

/** Of main threads only: a pool thread is meant to be busy. */
export const loopDelayMsMax = (trials: readonly Trial[], load: Phase): number | null =>
  largest(
    trials.flatMap(({ telemetry }) =>
      telemetry.filter(isServerProcess).flatMap((process) => loopDelaysMs(process, load)),
    ),
  );

export interface SenderUse {
  readonly role: Telemetry['role'];
  /** Of one core. */
  readonly cpuShare: number;
  /** Of one core, but for the time that it turned its loop on purpose until the next request was due. */
  readonly workShare: number;
  /** Of the time its event loop accounts for, but for the same. */
  readonly busyShare: number;
}

/** What our own generators used in the load phase, one entry per sender and trial. */
export function senderUses(trials: readonly Trial[], load: Phase): SenderUse[] {
  return trials.flatMap(({ telemetry }) =>
    telemetry
      .filter((process) => isSender(process) && process.atMs.length > 0)
      .map(({ role, atMs, cpuMs, loopBusyMs, loopIdleMs, spunMs: spunSoFarMs }) => {
        const busyMs = growth(atMs, loopBusyMs, load);
        const loopMs = busyMs + growth(atMs, loopIdleMs, load);
        const usedMs = growth(atMs, cpuMs, load);
        const spunMs = spunSoFarMs === undefined ? 0 : growth(atMs, spunSoFarMs, load);
        return {
          role,
          cpuShare: usedMs / lengthMs(load),
          // It may have been off the core for a part of its turning, so less CPU than that is possible.
          workShare: Math.max(0, usedMs - spunMs) / lengthMs(load),
          busyShare: loopMs > 0 ? Math.max(0, busyMs - spunMs) / loopMs : 0,
        };
      }),
  );
}

export const senderCpuShareMax = (trials: readonly Trial[], load: Phase): number | null =>
  largest(senderUses(trials, load).map(({ cpuShare }) => cpuShare));
