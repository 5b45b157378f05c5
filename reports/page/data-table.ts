import type { DataTable } from '../chart.ts';
import type { Fact } from '../facts.ts';
import { escapeHtml } from './escape-html.ts';

export function dataTable({ columns, rows, proseColumn }: DataTable): string {
  const proseClass = (column: string | undefined): string =>
    column !== undefined && column === proseColumn ? ' class="prose"' : '';
  const heads = columns.map((title) => `<th scope="col"${proseClass(title)}>${escapeHtml(title)}</th>`).join('');
  const lines = rows.map(([name = '', ...cells]) => {
    const numbers = cells
      .map((cell, index) => `<td${proseClass(columns[index + 1])}>${escapeHtml(cell)}</td>`)
      .join('');
    return `<tr><th scope="row">${escapeHtml(name)}</th>${numbers}</tr>`;
  });
  return `<table><thead><tr>${heads}</tr></thead><tbody>${lines.join('')}</tbody></table>`;
}

/** Open until a script folds it away. @param label raw text, as are the others */
export const foldedTable = (summary: string, label: string, intro: string, table: DataTable): string =>
  `<details open><summary>${escapeHtml(summary)}</summary>${intro === '' ? '' : `<p class="question">${escapeHtml(intro)}</p>`}<div class="scroll" role="region" aria-label="${escapeHtml(label)}" tabindex="0">${dataTable(table)}</div></details>`;

export const factList = (facts: readonly Fact[]): string =>
  `<dl>${facts.map(({ name, text }) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(text)}</dd>`).join('')}</dl>`;
