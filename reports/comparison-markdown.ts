import type { RecordComparison } from '../stats/compare/compare-records.ts';
import { type Mismatch, mismatchText } from '../stats/compare/mismatches.ts';
import { BASELINE_TITLE, type Baseline, REFUSAL } from './baseline.ts';
import {
  COMPARISON_COLUMNS,
  comparedTarget,
  comparisonCells,
  differenceText,
  pairingText,
} from './comparison-table.ts';
import { codeSpan, escapeMarkdown } from './markdown-text.ts';

/** Where the two runs lie, as the reader would type it. */
export interface ComparedPlaces {
  readonly before: string;
  readonly after: string;
}

const tableLine = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function table({ cells }: RecordComparison): string {
  const rule = [':--', ':--', ...COMPARISON_COLUMNS.slice(1, -1).map(() => '--:'), ':--'];
  const rows = cells.map((cell) => [comparedTarget(cell), ...comparisonCells(cell)].map(escapeMarkdown));
  return [['target', ...COMPARISON_COLUMNS], rule, ...rows].map(tableLine).join('\n');
}

const list = (texts: readonly string[]): string => texts.map((text) => `- ${escapeMarkdown(text)}`).join('\n');

const conditions = (mismatches: readonly Mismatch[]): string =>
  mismatches.length === 0
    ? ''
    : `> **Unlike conditions**\n>\n${mismatches.map((one) => `> - ${escapeMarkdown(mismatchText(one))}`).join('\n')}`;

const placesText = ({ before, after }: ComparedPlaces): string =>
  `Before: ${codeSpan(before)}. After: ${codeSpan(after)}.`;

const told = (comparison: RecordComparison): string[] => [
  ...comparison.cells.map(({ comparison: { sentence } }) => sentence),
  ...comparison.missing,
];

const joined = (sections: readonly string[]): string => sections.filter((section) => section !== '').join('\n\n');

/** For a pull request, or the summary of a step. */
export function comparisonMarkdown(
  comparison: RecordComparison,
  places: ComparedPlaces,
  mismatches: readonly Mismatch[],
): string {
  const sections = [
    `# ${differenceText(comparison)}`,
    placesText(places),
    conditions(mismatches),
    comparison.cells.length === 0 ? '' : table(comparison),
    `## In words\n\n${list(told(comparison))}`,
  ];
  return `${joined(sections)}\n`;
}

/** For a report that has a baseline. */
export function baselineMarkdown({ comparison, mismatches, recordPath }: Baseline, afterPath: string): string {
  const claim = comparison === null ? REFUSAL : `${differenceText(comparison)}.`;
  return joined([
    `## ${BASELINE_TITLE}`,
    `**${escapeMarkdown(claim)}** ${placesText({ before: recordPath, after: afterPath })}`,
    conditions(mismatches),
    comparison === null || comparison.cells.length === 0 ? '' : table(comparison),
    comparison === null ? '' : `${escapeMarkdown(pairingText(comparison))}\n\n${list(told(comparison))}`,
  ]);
}
