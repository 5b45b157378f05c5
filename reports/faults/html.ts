import type { FaultTable } from '../../stats/faults/fault-table.ts';
import { escapeHtml } from '../page/escape-html.ts';
import { type PageSection, pageSection } from '../page/section.ts';
import { absence, logText, ruleText, survivalFacts } from './evidence.ts';
import { MATRIX_LEGEND, type MatrixCell, type MatrixRow, brokenLines, faultVerdict, matrixOf } from './matrix.ts';

/** For the style of the page: who is embedded brings its own. */
export const FAULT_STYLE = `
.faults td, .faults th { text-align: left; }
.faults td a { text-decoration: none; }
.faults .kept { color: color-mix(in srgb, var(--series-green) 70%, var(--ink)); }
.faults .broken { color: var(--alarm); font-weight: 700; }
.faults .not-applicable, .faults .not-tried { color: var(--muted); }
.faults pre { margin: 10px 0; }
.faults h4 { margin: 18px 0 4px; font-size: 0.95rem; }
.faults ul { margin: 6px 0; padding-left: 1.2em; }
.faults details { border-top: 1px solid var(--line); padding: 6px 0; }`;

const anchor = (rowName: string, faultName: string): string =>
  `fault-${rowName}-${faultName}`.toLowerCase().replaceAll(/[^a-z0-9-]+/gu, '-');

function cellHtml(
  { standing, mark, letters }: MatrixCell,
  rowName: string,
  fault: FaultTable['faults'][number],
): string {
  const label = `${rowName}, ${fault.title}: ${standing.replace('-', ' ')}`;
  const shown = `<span class="${standing}">${mark}</span>${letters === '' ? '' : ` ${letters}`}`;
  return `<td><a href="#${anchor(rowName, fault.name)}" aria-label="${escapeHtml(`${label} ${letters}`.trim())}">${shown}</a></td>`;
}

function matrixHtml(table: FaultTable): string {
  const heads = table.faults.map(({ title }) => `<th scope="col">${escapeHtml(title)}</th>`).join('');
  const lines = matrixOf(table).map(({ row, cells }) => {
    const shown = cells.map((cell, index) => {
      const fault = table.faults[index];
      return fault === undefined ? '' : cellHtml(cell, row.name, fault);
    });
    return `<tr><th scope="row">${escapeHtml(row.name)}</th>${shown.join('')}</tr>`;
  });
  return `<div class="scroll" role="region" aria-label="What survived" tabindex="0"><table><thead><tr><th scope="col">strategy</th>${heads}</tr></thead><tbody>${lines.join('')}</tbody></table></div>`;
}

const legendHtml = (): string =>
  `<p class="muted">${MATRIX_LEGEND.map(([sign, meaning]) => `<strong>${sign}</strong>&nbsp;${escapeHtml(meaning)}`).join(' · ')}</p>`;

function evidenceHtml({ cell }: MatrixCell, { row }: MatrixRow): string {
  const reason = absence(cell);
  if (reason !== null || cell?.result.kind !== 'tried') return `<p>${escapeHtml(reason ?? '')}</p>`;
  const { result } = cell;
  const facts = survivalFacts(result, row).map(
    ({ name, text }) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(text)}</dd>`,
  );
  const rules = result.rules.map(
    (one) =>
      `<li><span class="${one.isKept ? 'kept' : 'broken'}">${one.isKept ? 'kept' : 'BROKEN'}</span> ${escapeHtml(ruleText(one))}</li>`,
  );
  return `<dl>${facts.join('')}</dl><ul>${rules.join('')}</ul><pre>${result.log.map((line) => escapeHtml(logText(line))).join('\n')}</pre>`;
}

/** All that was seen of one strategy; a link into it opens it. */
function rowEvidence(table: FaultTable, matrixRow: MatrixRow): string {
  const { row, cells } = matrixRow;
  const { cancels, timesOut, crashTakes, serverDeath } = row.promises;
  const promised = `Promises. Stops work that its client left: ${cancels}. Stops a task at its time limit: ${timesOut}. What goes down with a crash: the ${crashTakes}. After its server was killed it ${serverDeath} what was accepted.`;
  const parts = cells.map((cell, index) => {
    const { name = '', title = '', summary = '' } = table.faults[index] ?? {};
    return `<h4 id="${anchor(row.name, name)}"><span class="${cell.standing}">${cell.mark}</span> ${escapeHtml(title)}</h4><p class="muted">${escapeHtml(summary)}</p>${evidenceHtml(cell, matrixRow)}`;
  });
  return `<details><summary>${escapeHtml(row.name)}</summary><p>${escapeHtml(promised)}</p>${parts.join('')}</details>`;
}

const bulleted = (lines: readonly string[]): string =>
  lines.length === 0 ? '' : `<ul>${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>`;

/**
 * The matrix, each cell a link to its evidence below.
 *
 * @param question raw text below the heading; '' where the verdict is told already
 */
export const faultSection = (table: FaultTable, question = faultVerdict(table)): PageSection =>
  pageSection({
    id: 'faults',
    title: 'What survived',
    question,
    body: `<div class="faults">${matrixHtml(table)}
${legendHtml()}
${bulleted(brokenLines(table))}${bulleted(table.leftOut)}
<h3>Evidence</h3>
${matrixOf(table)
  .map((row) => rowEvidence(table, row))
  .join('\n')}</div>`,
  });
