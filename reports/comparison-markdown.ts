import type { RecordComparison } from '../stats/compare/compare-records.ts';
import { type Mismatch, mismatchText } from '../stats/compare/mismatches.ts';
import { COMPARISON_COLUMNS, comparedTarget, comparisonCells } from './comparison-table.ts';
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

/** For a pull request, or the summary of a step. */
export function comparisonMarkdown(
  comparison: RecordComparison,
  places: ComparedPlaces,
  mismatches: readonly Mismatch[],
): string {
  const told = comparison.cells.map((cell) => cell.comparison);
  const changed = told.filter(({ verdict }) => verdict === 'better' || verdict === 'worse');
  const sections = [
    `# ${changed.length} of ${told.length} figures differ`,
    `Before: ${codeSpan(places.before)}. After: ${codeSpan(places.after)}.`,
    mismatches.length === 0
      ? ''
      : `> **Unlike conditions**\n>\n${mismatches.map((one) => `> - ${escapeMarkdown(mismatchText(one))}`).join('\n')}`,
    told.length === 0 ? '' : table(comparison),
    `## In words\n\n${list([...told.map(({ sentence }) => sentence), ...comparison.missing])}`,
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}
