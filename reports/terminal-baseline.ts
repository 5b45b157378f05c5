import { mismatchText } from '../stats/compare/mismatches.ts';
import { REFUSAL } from './baseline.ts';
import { comparisonTable, differenceText } from './comparison-table.ts';
import type { Report } from './format.ts';
import { wrap } from './plain-text.ts';
import type { Pen } from './terminal-pen.ts';

/** What has changed since the baseline; nothing where there is none. */
export function baselineLines({ baseline }: Report, pen: Pen): string[] {
  if (baseline === undefined) return [];
  const { comparison, mismatches, recordPath } = baseline;
  const { paint, plain, widthColumns } = pen;
  const told = comparison === null ? '' : `: ${differenceText(comparison)}`;
  return [
    ...wrap(`Against ${plain(recordPath)}${told}`, widthColumns).map((line) => paint('bold', line)),
    ...(comparison === null ? wrap(REFUSAL, widthColumns) : []),
    ...mismatches.flatMap((one) =>
      wrap(`! ${plain(mismatchText(one))}`, widthColumns).map((line) => paint('yellow', line)),
    ),
    ...(comparison === null ? [] : comparisonTable(comparison, pen).trimEnd().split('\n')),
  ];
}
