import { formatLength } from './length-text.ts';
import type { Pace } from './pace.ts';
import { type TrialTail, tailText } from './trial-tail.ts';

const BAR_COLUMNS = 20;

/** What is under way: a trial, or something that must be known before the first one. */
export interface Step {
  readonly title: string;
  readonly startedAtMs: number;
  /** undefined where nobody knows. */
  readonly plannedMs: number | undefined;
}

/** What the block shows. */
export interface ProgressState {
  /** null before the first trial. */
  readonly pace: Pace | null;
  /** Whether the trials may end before `pace` says. */
  readonly isAtMost: boolean;
  readonly step: Step | null;
  /** The trial that ended last. */
  readonly last: { readonly title: string; readonly tail: TrialTail } | null;
}

function stepText({ title, startedAtMs, plannedMs }: Step, nowMs: number): string {
  const tookMs = nowMs - startedAtMs;
  const planned = plannedMs === undefined || tookMs > plannedMs ? '' : ` of about ${formatLength(plannedMs)}`;
  return `${title}, ${formatLength(tookMs)}${planned}`;
}

function barText({ pace, isAtMost }: ProgressState, nowMs: number): string {
  if (pace === null) return 'Before the first trial:';
  const full = Math.round(pace.doneShare(nowMs) * BAR_COLUMNS);
  const bar = '█'.repeat(full) + '░'.repeat(BAR_COLUMNS - full);
  const atMost = isAtMost ? 'at most ' : '';
  return `${bar} ${pace.doneCount} of ${atMost}${pace.trialCount} trials, ${atMost || 'about '}${formatLength(pace.leftMs(nowMs))} left`;
}

/** The block: how far, what now, and what the last trial showed. The last line is empty until there is one. */
export function progressLines(state: ProgressState, nowMs: number): readonly [string, string, string] {
  const { step, last } = state;
  return [
    barText(state, nowMs),
    step === null ? '' : `now:  ${stepText(step, nowMs)}`,
    last === null ? '' : `last: ${last.title}: ${tailText(last.tail)} ${last.tail.heartbeat}`,
  ];
}
