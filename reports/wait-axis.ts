import { formatMs } from '../stats/units.ts';
import type { AxisTick, ChartScale } from './chart.ts';

export interface WaitRange {
  readonly minMs: number;
  readonly maxMs: number;
}

/** A logarithm has no place for zero: shorter waits are drawn at the floor. */
const FLOOR_MS = 0.01;

export const drawnMs = (ms: number): number => Math.max(ms, FLOOR_MS);

/** Whole decades around all waits; 0.1 ms to 100 ms when there are none. */
export function waitRange(waitsMs: Iterable<number>): WaitRange {
  let minMs = Infinity;
  let maxMs = 0;
  for (const ms of waitsMs) {
    minMs = Math.min(minMs, drawnMs(ms));
    maxMs = Math.max(maxMs, drawnMs(ms));
  }
  if (maxMs === 0) return { minMs: 0.1, maxMs: 100 };
  return { minMs: 10 ** Math.floor(Math.log10(minMs)), maxMs: 10 ** Math.ceil(Math.log10(maxMs * 1.001)) };
}

/** 0.1 ms, 1 ms, 10 ms, 100 ms, 1 s: round powers of ten need no digits after the point. */
const decadeLabel = (ms: number): string => (ms < 1 ? `${ms} ms` : ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`);

export function decadeTicks({ minMs, maxMs }: WaitRange): AxisTick[] {
  const ticks: AxisTick[] = [];
  for (let exponent = Math.round(Math.log10(minMs)); 10 ** exponent <= maxMs * 1.001; exponent += 1) {
    const value = Number((10 ** exponent).toPrecision(1)); // 10 ** -1 is not quite 0.1
    ticks.push({ value, label: decadeLabel(value) });
  }
  return ticks;
}

/**
 * A logarithmic axis of waits.
 *
 * @param headroomDecades empty space above the largest wait, for headings
 */
export function waitScale(range: WaitRange, headroomDecades: number): ChartScale {
  return {
    type: 'logarithmic',
    min: range.minMs,
    max: range.maxMs * 10 ** headroomDecades,
    holdupTicks: decadeTicks(range),
  };
}

/** ">= 1.2 s": the wait fell among requests that never got an answer. */
export const formatWait = (wait: { readonly valueMs: number; readonly isAtLeast: boolean }, atLeast = '≥ '): string =>
  `${wait.isAtLeast ? atLeast : ''}${formatMs(wait.valueMs)}`;
