import type { RecordComparison } from '../../stats/compare/compare-records.ts';
import { mismatchText } from '../../stats/compare/mismatches.ts';
import { BASELINE_TITLE, type Baseline, REFUSAL } from '../baseline.ts';
import type { DataTable } from '../chart.ts';
import {
  COMPARISON_COLUMNS,
  COMPARISON_LEGEND,
  comparedTarget,
  comparisonCells,
  differenceText,
  pairingText,
} from '../comparison-table.ts';
import type { Report } from '../format.ts';
import { dataTable } from './data-table.ts';
import { escapeHtml } from './escape-html.ts';
import { type PageSection, pageSection } from './section.ts';

/** The verdict comes before its figures, as a phone shows three columns. */
function tableOf({ cells }: RecordComparison): DataTable {
  const verdictFirst = ([figure = '', ...others]: readonly string[]): string[] => [
    figure,
    ...others.slice(-1),
    ...others.slice(0, -1),
  ];
  return {
    columns: ['target', ...verdictFirst(COMPARISON_COLUMNS)],
    rows: cells.map((cell) => [comparedTarget(cell), ...verdictFirst(comparisonCells(cell))]),
  };
}

const list = (texts: readonly string[]): string =>
  `<ul>${texts.map((text) => `<li>${escapeHtml(text)}</li>`).join('')}</ul>`;

const conditionsBox = ({ mismatches }: Baseline): string =>
  mismatches.length === 0
    ? ''
    : `<div class="warnings" role="note"><h3>Unlike conditions</h3>${list(mismatches.map(mismatchText))}</div>`;

function comparisonBody(comparison: RecordComparison): string {
  const { cells, missing } = comparison;
  return [
    `<p><strong>${escapeHtml(differenceText(comparison))}.</strong> ${escapeHtml(pairingText(comparison))}</p>`,
    cells.length === 0
      ? ''
      : `<div class="scroll" role="region" aria-label="${escapeHtml(BASELINE_TITLE)}" tabindex="0">${dataTable(tableOf(comparison))}</div>`,
    missing.length === 0 ? '' : list(missing),
    cells.length === 0
      ? ''
      : `<details open><summary>Each figure in words</summary>${list(cells.map((cell) => cell.comparison.sentence))}</details>`,
    `<p class="muted">${escapeHtml(COMPARISON_LEGEND)}</p>`,
  ].join('\n');
}

/** null where there is no baseline. */
export function baselineSection({ baseline, recordPath }: Report): PageSection | null {
  if (baseline === undefined) return null;
  const { comparison } = baseline;
  return pageSection({
    id: 'baseline',
    title: BASELINE_TITLE,
    question: `What has changed since? Before: ${baseline.recordPath}. After: ${recordPath}.`,
    body: `${comparison === null ? `<p><strong>${escapeHtml(REFUSAL)}</strong></p>` : ''}${conditionsBox(baseline)}
${comparison === null ? '' : comparisonBody(comparison)}`,
  });
}
