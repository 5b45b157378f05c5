import { stringify } from 'csv-stringify/sync';
import type { Summary } from '../stats/summary.ts';
import { type GlanceCell, type GlanceColumn, type GlanceRow, glancesOf } from './glance.ts';
import { plainText } from './plain-text.ts';

/** A number, and the ends of its interval where its column has any; empty where there is none. */
const numbersOf = ({ sortValue, interval }: GlanceCell, isWide: boolean): (number | string)[] => [
  sortValue ?? '',
  ...(isWide ? [interval?.low ?? '', interval?.high ?? ''] : []),
];

/** "warm neighbour waits p99 (ms)", and behind it its interval. */
function headsOf({ group, title, unit }: GlanceColumn, isWide: boolean): string[] {
  const name = `${group} ${title}`;
  return [`${name} (${unit})`, ...(isWide ? [`${name} low (${unit})`, `${name} high (${unit})`] : [])];
}

/** The table at a glance for a spreadsheet: numbers in the unit that the head names, shares from 0 to 1, every level below the other. */
export function glanceCsv(summary: Summary): string {
  const glances = glancesOf(summary);
  const rows = glances.flatMap((glance) => glance.rows);
  const columns = glances[0]?.columns ?? [];
  const isWide = columns.map((_, index) => rows.some(({ cells }) => cells[index]?.interval?.low !== undefined));
  const line = (levelName: string, { targetName, roundsText, cells }: GlanceRow): (number | string)[] => [
    plainText(levelName),
    plainText(targetName),
    roundsText,
    ...cells.flatMap((cell, index) => numbersOf(cell, isWide[index] === true)),
  ];
  const heads = columns.flatMap((column, index) => headsOf(column, isWide[index] === true));
  // A name that begins like a formula must not become one.
  return stringify(
    [
      ['level', 'target', 'rounds', ...heads],
      ...glances.flatMap((glance) => glance.rows.map((row) => line(glance.levelName, row))),
    ],
    { escape_formulas: true },
  );
}
