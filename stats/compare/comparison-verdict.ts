import type { Comparison, Difference, Metric } from './compare.ts';
import type { Estimate } from '../record.ts';
import type { Wait } from '../summary.ts';
import { formatMs, formatRate } from '../units.ts';

/** Less than this, either way, is too small to matter. */
export const MIN_RATIO = 1.1;
/** Waits below so many times what nobody can do without are not ranked (see `bench/method.md`). */
const FLOOR_FACTOR = 2;

/** All that a verdict rests on. */
export interface Evidence {
  readonly targetName: string;
  readonly referenceName: string;
  readonly streamName: string;
  readonly metric: Metric;
  readonly figure: Wait;
  readonly referenceFigure: Wait;
  readonly ratio: Estimate | null;
  readonly difference: Estimate | null;
  /** The ratio's interval, wide enough for every wait that those who were never answered may have had; null without a ratio. */
  readonly bounds: { readonly low: number; readonly high: number } | null;
  /** Largest wait, of both, that the intervals of the two figures allow; null where they have none. */
  readonly highestMs: number | null;
  /** The median wait without heavy work; null of rates, or where it is not known. */
  readonly floorMs: number | null;
  readonly roundCount: number;
  readonly roundsText: string;
}

const isBelowFloor = ({ highestMs, floorMs, figure, referenceFigure }: Evidence): boolean =>
  highestMs !== null &&
  floorMs !== null &&
  !figure.isAtLeast &&
  !referenceFigure.isAtLeast &&
  highestMs < FLOOR_FACTOR * floorMs;

function isWithinThreshold({ bounds }: Evidence): boolean {
  return bounds !== null && bounds.low >= 1 / MIN_RATIO && bounds.high <= MIN_RATIO;
}

/** Which way an interval points: 1 when the target's figure is the larger one, -1 the smaller, 0 when nobody knows. */
function directionOf({ bounds, difference, figure, referenceFigure }: Evidence): -1 | 0 | 1 {
  if (bounds !== null) return bounds.low > 1 ? 1 : bounds.high < 1 ? -1 : 0;
  // Without a ratio one of the figures is 0: how far they lie apart has to do.
  if (difference === null || figure.isAtLeast || referenceFigure.isAtLeast) return 0;
  return difference.low > 0 ? 1 : difference.high < 0 ? -1 : 0;
}

export function differenceOf(evidence: Evidence): Difference {
  if (evidence.difference === null) return 'no-difference';
  if (isWithinThreshold(evidence) || isBelowFloor(evidence)) return 'too-small';
  const direction = directionOf(evidence);
  if (direction === 0) return 'no-difference';
  const isGood = evidence.metric === 'donePerSecond' ? direction > 0 : direction < 0;
  return isGood ? 'better' : 'worse';
}

/** 0.0054, 0.91, 1.02, 12, 185. */
export function formatRatio(ratio: number): string {
  if (ratio >= 9.95) return String(Math.round(ratio));
  return ratio >= 0.995 ? ratio.toFixed(2) : Number(ratio.toPrecision(2)).toString();
}

const METRIC_TEXT: Readonly<Record<Metric, string>> = {
  p50: 'p50',
  p90: 'p90',
  p99: 'p99',
  mean: 'mean',
  donePerSecond: 'done per second',
};

/** "8.6 ms", "at least 10.0 s", "12.9/s". */
export function formatFigure(value: number, metric: Metric): string {
  return metric === 'donePerSecond' ? formatRate(value) : formatMs(value);
}

const figureText = ({ valueMs, isAtLeast }: Wait, metric: Metric): string =>
  `${isAtLeast ? 'at least ' : ''}${formatFigure(valueMs, metric)}`;

function intervalText({ ratio, difference, metric }: Evidence): string {
  if (ratio !== null)
    return ` ${formatRatio(ratio.value)} times (95 % interval ${formatRatio(ratio.low)} to ${formatRatio(ratio.high)}),`;
  if (difference === null) return '';
  const [value, low, high] = [difference.value, difference.low, difference.high].map((part) =>
    formatFigure(part, metric),
  );
  return ` ${value} apart (95 % interval ${low} to ${high}),`;
}

function introOf(evidence: Evidence, verdict: Difference): string {
  const { targetName, referenceName } = evidence;
  if (verdict === 'better' || verdict === 'worse') return `${targetName} is ${verdict} than ${referenceName}`;
  if (verdict === 'no-difference') return `No difference shown between ${targetName} and ${referenceName}`;
  const threshold = isWithinThreshold(evidence)
    ? `less than ${MIN_RATIO} times either way`
    : `both below ${FLOOR_FACTOR} times the ${formatMs(evidence.floorMs ?? 0)} of a server without heavy work`;
  return `Too small a difference to matter between ${targetName} and ${referenceName} (${threshold})`;
}

function caveatOf({ figure, referenceFigure, difference }: Evidence, verdict: Difference): string {
  if (difference === null) return ', too few for an interval: it takes 3';
  const isOpen = figure.isAtLeast || referenceFigure.isAtLeast;
  return isOpen && verdict === 'no-difference' ? '; requests that never got an answer leave it open' : '';
}

/** The verdict as a sentence with its figures and its threshold. */
export function sentenceOf(evidence: Evidence, verdict: Difference): Comparison['sentence'] {
  const { streamName, metric, figure, referenceFigure, roundsText } = evidence;
  const between = verdict === 'better' || verdict === 'worse' ? 'instead of' : 'against';
  const figures = `${figureText(figure, metric)} ${between} ${figureText(referenceFigure, metric)}`;
  return `${introOf(evidence, verdict)}: ${streamName} ${METRIC_TEXT[metric]}${intervalText(evidence)} ${figures}, over ${roundsText}${caveatOf(evidence, verdict)}.`;
}
