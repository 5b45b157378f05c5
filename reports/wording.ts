import type { Estimate } from '../stats/record.ts';
import type { Wait } from '../stats/summary.ts';
import { formatWait } from './wait-axis.ts';

export { plural } from '../stats/units.ts';

/** The wait, or why there is none. */
export const supportText = (wait: Wait | null, sampleCount: number): string =>
  wait === null ? `n/a (n ${sampleCount})` : formatWait(wait);

/** "[61 ms, 70 ms]"; null when there is no interval, or when it is as narrow as the value. */
export function intervalText(estimate: Estimate | null, format: (value: number) => string): string | null {
  if (estimate === null) return null;
  return `[${format(estimate.low)}, ${format(estimate.high)}]`;
}

/** Rates of targets are close to each other and their intervals are narrow: 0.42, 12.3, 1,230. */
export const withThreeDigits = (value: number): string =>
  value.toLocaleString('en-US', { maximumSignificantDigits: 3 });

/** Ratios: 0.92, 1.0, 15, 230. */
export const withTwoDigits = (value: number): string =>
  value.toLocaleString('en-US', { minimumSignificantDigits: 2, maximumSignificantDigits: 2 });

export const formatTaskRate = (perSecond: number): string => `${withThreeDigits(perSecond)}/s`;

const UNIT = /^(?<number>.*?)(?<unit>[ /].*)$/u;

/** "646-649 ms" where both ends have one unit, "980 ms-1.02 s" where they do not, one value where both look the same. */
export function compactRange(estimate: Estimate | null, format: (value: number) => string): string | null {
  if (estimate === null) return null;
  const [low, high] = [format(estimate.low), format(estimate.high)];
  if (low === high) return low;
  const { number = low, unit = '' } = UNIT.exec(low)?.groups ?? {};
  return high.endsWith(unit) ? `${number}-${high}` : `${low}-${high}`;
}
