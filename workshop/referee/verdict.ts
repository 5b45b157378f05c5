import { allowedOthersCores } from './others-cpu.ts';

/** Something that a lesson asks for and that was not so. */
export interface Miss {
  /** "GET /health was silent for 482 ms; at most 54 ms are allowed". */
  readonly fact: string;
  /** One question that leads on. */
  readonly question: string;
  /** What neighbours saw, drawn; absent where it would say nothing. */
  readonly picture?: string;
  /** No noise of a machine explains it. */
  readonly isClear: boolean;
  /**
   * Told from times: while others have the cores, nothing about it is clear, and where nothing else was missed, one pause of
   * the machine could have made it, so that it is told when it was seen twice.
   */
  readonly isTimed?: true;
}

/** One try of a check. */
export interface Attempt {
  readonly misses: readonly Miss[];
  /** Said before the misses. */
  readonly preface?: string;
  /** Sentences about what was measured, for a pass. */
  readonly facts: readonly string[];
  /** p99 of what neighbours of an idle server waited. */
  readonly noiseMs: number;
  /** The last lines that the learner's program printed. */
  readonly output: readonly string[];
}

export type Outcome = 'pass' | 'not-yet' | 'inconclusive';

export interface Verdict extends Attempt {
  readonly outcome: Outcome;
  /** Seen beside clear misses and not tried again, so the machine's noise may have made them. */
  readonly unsure: readonly Miss[];
  /** That programs of others used meanwhile; null where the system does not tell. */
  readonly othersCores: number | null;
  readonly attemptCount: number;
}

/** An idle server's neighbours wait less on a machine that can tell. */
export const MAX_NOISE_MS = 20;
/** A limit that is missed by so much is missed on any machine. */
const CLEAR_FACTOR = 3;

/** The machine that a limit is for. */
export interface Conditions {
  /** W: one task alone. */
  readonly workMs: number;
  readonly noiseMs: number;
}

/**
 * How long a neighbour may wait here: `usualMs` on a quiet machine, more where it is noisy, and always well below the task's
 * own time, or a stall of one task would pass.
 */
export function waitLimitMs(usualMs: number, { workMs, noiseMs }: Conditions): number {
  return Math.min(usualMs + 2 * Math.min(noiseMs, MAX_NOISE_MS), workMs / 2);
}

/** Whether a wait is so far beyond its limit, and beyond the machine's noise, that a narrow miss is out of the question. */
export const isClearlyOver = (waitMs: number, limitMs: number, { noiseMs }: Conditions): boolean =>
  waitMs > CLEAR_FACTOR * Math.max(limitMs, noiseMs);

/** @param othersCores see {@link Verdict} */
export const isBusy = (othersCores: number | null): boolean => (othersCores ?? 0) > allowedOthersCores();

/** What is known when an attempt is over. */
export interface Standing {
  /** See {@link Verdict} */
  readonly othersCores: number | null;
  /** {@link sureMisses} of the attempt before it. */
  readonly seen: readonly Miss[];
  /** No other attempt follows. */
  readonly isLast: boolean;
  /** Whether the check's time limit leaves room for another one. */
  readonly hasTime: boolean;
}

/** Those that neither noise nor others' programs explain. */
export function sureMisses({ misses }: Attempt, othersCores: number | null): Miss[] {
  const isTaken = isBusy(othersCores);
  return misses.filter(({ isClear, isTimed }) => isClear && !(isTimed === true && isTaken));
}

export const notYet = (misses: readonly Miss[], told: readonly Miss[]) =>
  ({ outcome: 'not-yet', misses: told, unsure: misses.filter((miss) => !told.includes(miss)) }) as const;

/** What an attempt says, and the misses that say it; null when it should be tried again. */
export function tell(
  attempt: Attempt,
  { othersCores, seen, isLast, hasTime }: Standing,
): Pick<Verdict, 'outcome' | 'misses' | 'unsure'> | null {
  const { misses, noiseMs } = attempt;
  if (misses.length === 0) return { outcome: 'pass', misses, unsure: [] };
  const sure = sureMisses(attempt, othersCores);
  const isOfTimesAlone = sure.every(({ isTimed }) => isTimed === true);
  const told =
    isOfTimesAlone && hasTime && !isLast
      ? sure.filter(({ question }) => seen.some((miss) => miss.question === question))
      : sure;
  if (told.length > 0) return notYet(misses, told);
  if (!isLast) return null;
  return { outcome: noiseMs > MAX_NOISE_MS || isBusy(othersCores) ? 'inconclusive' : 'not-yet', misses, unsure: [] };
}
