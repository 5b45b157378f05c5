import type { Aftermath, Settling } from '../stats/aftermath.ts';
import { formatMs } from '../stats/units.ts';
import type { GlanceCell } from './glance.ts';
import type { Column } from './glance-columns.ts';
import { formatWait } from './wait-axis.ts';
import { compactRange } from './wording.ts';

/** Columns of loads that end: how long until all was as before. */

function settlingCell(settling: Settling | null | undefined): GlanceCell {
  if (settling === null || settling === undefined) return { text: 'n/a', note: '', sortValue: null };
  const { median, interval } = settling;
  const wide = interval === null || interval.low === interval.high ? null : interval;
  return {
    text: formatWait(median, '>= '),
    note: compactRange(wide, formatMs) ?? '',
    sortValue: median.valueMs,
    interval: wide,
  };
}

const settlingColumn = (
  names: Pick<Column, 'key' | 'group' | 'title' | 'head'>,
  settlingOf: (aftermath: Aftermath) => Settling | null,
): Column => ({
  ...names,
  isKept: true,
  unit: 'ms',
  best: 'low',
  scale: 'logarithmic',
  cell: ({ target: { aftermath } }) => settlingCell(aftermath === null ? null : settlingOf(aftermath)),
});

/** From the burst until the neighbours were well. */
export const wellAgain = settlingColumn(
  { key: 'well-again', group: 'neighbours', title: 'well again after', head: ['well', 'after'] },
  (aftermath) => aftermath.wellAgain,
);

/** From when the last heavy client was gone until the server did no more. */
export const idleAgain = settlingColumn(
  { key: 'worked-on', group: 'all clients gone', title: 'worked on for', head: ['worked', 'on for'] },
  (aftermath) => aftermath.idleAgain,
);
