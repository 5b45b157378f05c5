import { median } from './percentile.ts';
import { type Phase, lengthMs } from './phases.ts';
import type { Telemetry, Trial } from './record.ts';
import { isServerProcess, loopDelayMsMax, valueAt } from './resources.ts';

/**
 * What a server says of its own event loop under load; of several processes the one that says the worst. It takes no
 * delay while its loop stands still: a stall is one delay, however long it was and however many requests it held up.
 *
 * @see https://github.com/nodejs/node/issues/34661
 */
export interface Inside {
  /** Of a monitor that is never reset, when the load ended: the median of the rounds. null where the record has none. */
  readonly p99Ms: number | null;
  /** Of the delays taken during the load: the median of the rounds. null where the record has none. */
  readonly meanMs: number | null;
  /** The longest of all rounds. */
  readonly maxMs: number;
  /** Share (0..1) of the load in which the loop was not idle: the median of the rounds. */
  readonly busyShare: number;
}

/** Pool processes tell of themselves between two tasks, and have nobody who asks how late they are. */
const isWatched = (process: Telemetry): boolean =>
  isServerProcess(process) && process.threadId === 0 && process.loopDelayMsMax.some((ms) => ms > 0);

/** The last sample up to the moment, or the first that there is. */
function lastIndexAt({ atMs }: Telemetry, momentMs: number): number {
  return Math.max(
    0,
    atMs.findLastIndex((at) => at <= momentMs),
  );
}

/** A sample of a loop that stood still at the end of the load comes late and speaks for it too. */
function firstIndexAfter({ atMs }: Telemetry, momentMs: number): number {
  const index = atMs.findIndex((at) => at >= momentMs);
  return index === -1 ? atMs.length - 1 : index;
}

function p99Of(process: Telemetry, load: Phase): number | null {
  return process.loopDelayMsP99SoFar?.[firstIndexAfter(process, load.endMs)] ?? null;
}

/** A mean so far times how many is a sum, and sums can be taken from each other. */
function meanOf(process: Telemetry, load: Phase): number | null {
  const { loopDelayCountSoFar: counts, loopDelayMsMeanSoFar: meansMs } = process;
  if (counts === undefined || meansMs === undefined) return null;
  const [from, to] = [lastIndexAt(process, load.startMs), firstIndexAfter(process, load.endMs)];
  const sumMs = (index: number): number => (counts[index] ?? 0) * (meansMs[index] ?? 0);
  const takenCount = (counts[to] ?? 0) - (counts[from] ?? 0);
  // A process that took another's place began to count anew.
  return takenCount > 0 ? Math.max(0, sumMs(to) - sumMs(from)) / takenCount : null;
}

function busyShareOf({ atMs, loopBusyMs }: Telemetry, load: Phase): number {
  const busyMs = valueAt(atMs, loopBusyMs, load.endMs) - valueAt(atMs, loopBusyMs, load.startMs);
  return Math.min(1, Math.max(0, busyMs / lengthMs(load)));
}

/** Of each round the worst of its processes, then the median of the rounds; null where none says anything. */
function medianOfWorst(
  rounds: readonly (readonly Telemetry[])[],
  read: (process: Telemetry) => number | null,
): number | null {
  const worst = rounds.flatMap((processes) => {
    const told = processes.map(read).filter((value) => value !== null);
    return told.length === 0 ? [] : [Math.max(...told)];
  });
  return worst.length === 0 ? null : median(worst);
}

/** @returns null where no process of the server told of its loop: servers at a URL */
export function insideOf(trials: readonly Trial[], load: Phase): Inside | null {
  const rounds = trials.map(({ telemetry }) => telemetry.filter(isWatched)).filter(({ length }) => length > 0);
  const maxMs = loopDelayMsMax(trials, load);
  if (rounds.length === 0 || maxMs === null) return null;
  return {
    p99Ms: medianOfWorst(rounds, (process) => p99Of(process, load)),
    meanMs: medianOfWorst(rounds, (process) => meanOf(process, load)),
    maxMs,
    busyShare: medianOfWorst(rounds, (process) => busyShareOf(process, load)) ?? 0,
  };
}
