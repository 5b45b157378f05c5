import type { ChartConfiguration, Gap } from '../chart.ts';
import type { Instant } from './fragment.ts';

/** A walk through the strips of the heartbeats, and what stands at each moment. Runs in the page and in Node. */
export interface HeartbeatStrip {
  readonly targetName: string;
  readonly scaleId: string;
  /** "round 2 of 3". */
  readonly note: string;
  /** Where the picture ends. */
  readonly endSeconds: number;
  /** In the order of time. */
  readonly stalls: readonly Gap[];
}

/** Keys of the keyboard that walk. */
export type Step = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown' | 'Home' | 'End';

const STEPS: ReadonlySet<string> = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End']);

export const isStep = (key: string): key is Step => STEPS.has(key);

/** A link carries milliseconds; a stall that begins between two of them is still the one that is meant. */
const TOLERANCE_SECONDS = 0.000_6;

/** @returns none where the picture is not one of heartbeats */
export function heartbeatStrips({ annotations, scales }: ChartConfiguration): readonly HeartbeatStrip[] {
  const { gaps, headings = [] } = annotations;
  if (gaps === undefined) return [];
  return headings
    .filter(({ value }) => value === null)
    .map(({ text, scaleId, note }) => ({
      targetName: text,
      scaleId,
      note,
      endSeconds: Number(scales['x']?.['max'] ?? Infinity),
      stalls: gaps.filter((gap) => gap.scaleId === scaleId).toSorted((a, b) => a.fromX - b.fromX),
    }));
}

const stripOf = (strips: readonly HeartbeatStrip[], { targetName }: Instant): HeartbeatStrip | undefined =>
  strips.find((strip) => strip.targetName === targetName) ?? (targetName === '' ? strips[0] : undefined);

const milliseconds = (seconds: number): number => Number(seconds.toFixed(3));

const stallAt = ({ stalls }: HeartbeatStrip, seconds: number): Gap | undefined =>
  stalls.findLast(({ fromX, toX }) => seconds >= fromX - TOLERANCE_SECONDS && seconds <= toX);

const beginningOf = (strip: HeartbeatStrip, stall: Gap | undefined): Instant | null =>
  stall === undefined ? null : { atSeconds: milliseconds(stall.fromX), targetName: strip.targetName };

/** Where a click leads: to the beginning of the stall that it hit, else to that moment. */
export function clickedInstant(strip: HeartbeatStrip, atSeconds: number): Instant {
  const clicked = { atSeconds: milliseconds(Math.max(0, atSeconds)), targetName: strip.targetName };
  return beginningOf(strip, stallAt(strip, atSeconds)) ?? clicked;
}

const distance = (stall: Gap, seconds: number): number => Math.abs(stall.fromX - seconds);

/**
 * From stall to stall: left and right in the same strip, up and down to the next strip that has stalls, at its nearest.
 *
 * @returns where it stood already where there is no further one; null where nothing ever stalled
 */
export function steppedInstant(strips: readonly HeartbeatStrip[], from: Instant | null, step: Step): Instant | null {
  const first = strips.find(({ stalls }) => stalls.length > 0);
  const strip = from === null ? undefined : stripOf(strips, from);
  if (from === null || strip === undefined)
    return first === undefined ? null : beginningOf(first, step === 'End' ? first.stalls.at(-1) : first.stalls[0]);
  const { stalls } = strip;
  const seconds = from.atSeconds;
  const found = {
    ArrowLeft: () => stalls.findLast(({ fromX }) => fromX < seconds - TOLERANCE_SECONDS),
    ArrowRight: () => stalls.find(({ fromX }) => fromX > seconds + TOLERANCE_SECONDS),
    Home: () => stalls[0],
    End: () => stalls.at(-1),
    ArrowUp: () => undefined,
    ArrowDown: () => undefined,
  }[step]();
  if (step !== 'ArrowUp' && step !== 'ArrowDown') return beginningOf(strip, found) ?? from;
  const index = strips.indexOf(strip);
  const others = step === 'ArrowUp' ? strips.slice(0, index).toReversed() : strips.slice(index + 1);
  const next = others.find((other) => other.stalls.length > 0);
  if (next === undefined) return from;
  return beginningOf(next, next.stalls.toSorted((a, b) => distance(a, seconds) - distance(b, seconds))[0]);
}

/** The strip, the moment, and the stall it stands in; null where the picture has no such strip or moment. */
export interface FoundInstant {
  readonly strip: HeartbeatStrip;
  readonly instant: Instant;
  readonly stall: Gap | null;
}

export function findInstant(strips: readonly HeartbeatStrip[], instant: Instant | null): FoundInstant | null {
  const strip = instant === null ? undefined : stripOf(strips, instant);
  if (instant === null || strip === undefined || instant.atSeconds > strip.endSeconds) return null;
  return { strip, instant, stall: stallAt(strip, instant.atSeconds) ?? null };
}

/** "blocking: neighbours waited up to 482 ms at 3.42 s, round 2 of 3". */
export function instantText({ strip, instant, stall }: FoundInstant): string {
  const { targetName, note } = strip;
  const where = note === '' ? '' : `, ${note}`;
  const seconds = milliseconds(stall?.fromX ?? instant.atSeconds);
  if (stall === null) return `${targetName}: nobody held up at ${seconds} s${where}`;
  return `${targetName}: neighbours waited up to ${stall.label} at ${seconds} s${where}`;
}
