import type { GlanceCell, GlanceColumn } from '../glance.ts';
import { type SeriesStyle, edgeColor } from '../series-style.ts';
import { drawnMs } from '../wait-axis.ts';

/** The part of a column's axis that its numbers and intervals take. */
export interface SpotScale {
  readonly kind: 'logarithmic' | 'linear';
  readonly low: number;
  readonly high: number;
}

const WIDTH = 64;
const HEIGHT = 12;
const MARGIN = 5; // room for the dot at either end

const MIN_SPAN = 10; // times from one end of a logarithmic scale to the other

const valuesOf = ({ sortValue, interval }: GlanceCell): number[] =>
  sortValue === null
    ? []
    : [sortValue, ...(interval === undefined || interval === null ? [] : [interval.low, interval.high])];

/** The same for the column in every table, so that levels can be compared; null where it has no picture. */
export function spotScale({ scale }: GlanceColumn, cells: readonly GlanceCell[]): SpotScale | null {
  const values = cells.flatMap(valuesOf);
  if (scale === undefined || values.length === 0) return null;
  if (scale === 'linear') return { kind: scale, low: 0, high: Math.max(...values) };
  const [low, high] = [drawnMs(Math.min(...values)), drawnMs(Math.max(...values))];
  // Of numbers that are nearly the same the picture must not make a race.
  const widen = Math.max(1, Math.sqrt(MIN_SPAN / (high / low)));
  return { kind: scale, low: low / widen, high: high * widen };
}

/** Where on the picture, in its own units. */
function placeOf({ kind, low, high }: SpotScale, value: number): number {
  const share = kind === 'linear' ? value / (high || 1) : Math.log(drawnMs(value) / low) / Math.log(high / low);
  return Number((MARGIN + share * (WIDTH - 2 * MARGIN)).toFixed(1));
}

/** Dot and whisker; the text beside it says the same. */
export function spotSvg(cell: GlanceCell, scale: SpotScale | null, style: SeriesStyle): string {
  const { sortValue, interval = null } = cell;
  if (scale === null || sortValue === null) return '';
  const middle = HEIGHT / 2;
  const [low, high] = [interval?.low, interval?.high].map((end) => (end === undefined ? null : placeOf(scale, end)));
  const whisker =
    low === null || high === null || low === undefined || high === undefined
      ? ''
      : `<path class="whisker" d="M${low} ${middle}H${high}M${low} 2.5v7M${high} 2.5v7" stroke="var(${style.color})"/>`;
  return `<svg class="spot" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true"><path class="track" d="M0 ${middle}H${WIDTH}"/>${whisker}<circle cx="${placeOf(scale, sortValue)}" cy="${middle}" r="3.5" fill="var(${style.color})" stroke="var(${edgeColor(style.color)})"/></svg>`;
}
