import process from 'node:process';

const US_PER_MS = 1_000;
/** Timers are coarse: wake this much early and turn the loop, which goes on serving, until the very moment. */
const WAKE_EARLY_MS = 3;

/** Holds the event loop by the clock: what is scripted is the length of the hold, not an amount of work. */
export function holdLoop(forMs: number): void {
  const endAtMs = performance.now() + forMs;
  while (performance.now() < endAtMs);
}

/** Holds the loop and tells which share of that time this thread got a CPU: 1 on a core of its own. */
export function cpuShareOfHold(forMs: number): number {
  const beganAtMs = performance.now();
  const before = process.threadCpuUsage();
  holdLoop(forMs);
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / US_PER_MS / (performance.now() - beganAtMs);
}

/** A loop that is held for `holdMs` in every `everyMs`. */
export interface PeriodicHold {
  readonly holdMs: number;
  readonly everyMs: number;
}

/** Under way until disposed. */
export interface Holding extends Disposable {
  /** How far a hold began or ended behind its script at worst. */
  behindMsMax(): number;
}

/**
 * Holds the loop again and again, each time where the clock says, so that lateness does not add up.
 *
 * @param firstAtMs the first hold begins then, on the clock of `performance.now()`
 * @param held told after each hold when it should have ended, on the same clock
 */
export function holdPeriodically(
  { holdMs, everyMs }: PeriodicHold,
  firstAtMs: number = performance.now() + everyMs / 2,
  held: (endAtMs: number) => void = () => {},
): Holding {
  let behindMs = 0;
  let dueAtMs = firstAtMs;
  let timer: NodeJS.Timeout | undefined;
  let turn: NodeJS.Immediate | undefined;
  const sleep = (): void => {
    timer = setTimeout(turnUntilDue, dueAtMs - performance.now() - WAKE_EARLY_MS);
  };
  const turnUntilDue = (): void => {
    const lateMs = performance.now() - dueAtMs;
    if (lateMs < 0) {
      turn = setImmediate(turnUntilDue);
      return;
    }
    holdLoop(holdMs - lateMs);
    behindMs = Math.max(behindMs, lateMs, performance.now() - dueAtMs - holdMs);
    held(dueAtMs + holdMs);
    dueAtMs += everyMs;
    sleep();
  };
  sleep();
  return {
    behindMsMax: () => behindMs,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      clearImmediate(turn);
    },
  };
}
