import { HarnessError } from './errors.ts';
import type { Executor } from './runners.ts';
import { slicesOf } from './slices.ts';
import type { TaskRun } from './strategy.ts';

/**
 * What all jobs together may take of one turn of the loop. A neighbour waits about as long for each turn that its
 * request needs, one or two on an open connection. Several slices fit, as most take a millisecond or less. The turn
 * itself costs next to nothing: 0.0015 ms when nobody else has anything to do, on a 2-core AMD EPYC, Node 26.10.
 */
const TURN_MS = 5;

/** One job's part in the turns. */
interface Share {
  readonly slices: Generator<void, TaskRun>;
  readonly signal: AbortSignal;
  readonly resolve: (run: TaskRun) => void;
  readonly reject: (reason: unknown) => void;
  /** Time it was given, and for a job that came later what the others had been given by then. */
  servedMs: number;
}

const stopped = (): HarnessError =>
  new HarnessError('ERR_TASK_FAILED', 'The server was stopped before the task was done');

/** Runs the next slice. @returns whether there may be more */
function advance({ slices, signal, resolve, reject }: Share): boolean {
  try {
    signal.throwIfAborted();
    const slice = slices.next();
    if (slice.done !== true) return true;
    resolve(slice.value);
  } catch (thrown) {
    reject(thrown);
  }
  return false;
}

/**
 * Works on the event loop that answers requests, slice by slice, and lets the loop turn whenever all jobs together have
 * had their time. Always the job that was given the least goes on: time is shared, not slices, for a small job may have
 * as many of them as a large one. A slice that takes longer than a turn makes that turn longer.
 */
export function turnExecutor(): Executor {
  const shares = new Set<Share>();
  let isTurning = false;
  let isOpen = true;

  const leastServed = (): Share | undefined => {
    let least: Share | undefined;
    for (const share of shares) if (least === undefined || share.servedMs < least.servedMs) least = share;
    return least;
  };

  const turn = (): void => {
    let atMs = performance.now();
    const endAtMs = atMs + TURN_MS;
    for (let share = leastServed(); share !== undefined && atMs < endAtMs; share = leastServed()) {
      if (!advance(share)) shares.delete(share);
      const startedAtMs = atMs;
      atMs = performance.now();
      share.servedMs += atMs - startedAtMs;
    }
    isTurning = shares.size > 0;
    // Requests and timers come in between. The plain callback, as a promise for each turn would only add to its cost.
    if (isTurning) setImmediate(turn);
  };

  return {
    execute: async (job, signal) => {
      // What waited in the queue would otherwise take the places of those that were ended.
      if (!isOpen) throw stopped();
      const { promise, resolve, reject } = Promise.withResolvers<TaskRun>();
      shares.add({ slices: slicesOf(job), signal, resolve, reject, servedMs: leastServed()?.servedMs ?? 0 });
      if (!isTurning) setImmediate(turn);
      isTurning = true;
      return promise;
    },
    [Symbol.asyncDispose]: async () => {
      isOpen = false;
      for (const { reject } of shares) reject(stopped());
      shares.clear();
    },
  };
}
