import type { Chart, DataTable } from '../chart.ts';
import { type Fact, machineFacts, runFacts, voidFacts } from '../facts.ts';
import type { Report } from '../format.ts';
import { type GlanceCell, type GlanceColumn, glanceOf } from '../glance.ts';
import { GLOSSARY } from '../glossary.ts';
import type { SeriesStyle } from '../series-style.ts';
import { escapeHtml } from './escape-html.ts';
import { markSvg } from './mark-svg.ts';

/** One section of the page each, as HTML; '' where there is nothing to say. */
export function warningsSection({ summary }: Report): string {
  if (summary.warnings.length === 0) return '';
  const items = summary.warnings.map(
    ({ code, message }) => `<li><code>${escapeHtml(code)}</code> ${markFlags(escapeHtml(message))}</li>`,
  );
  return `<div class="warnings" role="note"><h2>Before you rely on these numbers</h2><ul>${items.join('')}</ul></div>`;
}

/** Flags of the command line in one piece: a line may not end between the hyphens and the word. */
const markFlags = (escaped: string): string =>
  escaped.replaceAll(/--[a-z][a-z-]*(?: \d+)?/gu, '<code class="flag">$&</code>');

/** The sentence, with its intervals less loud than its claim. */
export const verdictHeading = ({ summary }: Report): string =>
  `<h1>${escapeHtml(summary.verdict).replaceAll(/\(95 % interval [^()]*\)/gu, '<span class="interval">$&</span>')}</h1>`;

const glanceCell = ({ text, note }: GlanceCell, { title }: GlanceColumn): string =>
  `<td${title === 'p99' ? ' class="strong"' : ''}>${escapeHtml(text.replace('>= ', '≥ '))}${note === '' ? '' : `<span class="note">${escapeHtml(note)}</span>`}</td>`;

/** Neighbouring columns of one group under one head. */
function groupHeads(columns: readonly GlanceColumn[]): string {
  const groups = [...Map.groupBy(columns, ({ group }) => group)];
  return groups
    .map(([group, members]) => `<th scope="colgroup" colspan="${members.length}">${escapeHtml(group)}</th>`)
    .join('');
}

export function glanceSection({ record, summary }: Report): string {
  const { columns, rows } = glanceOf(record, summary);
  const body = rows.map(({ targetName, style, roundsText, cells }) => {
    const numbers = cells.flatMap((cell, index) => {
      const column = columns[index];
      return column === undefined ? [] : [glanceCell(cell, column)];
    });
    return `<tr>${targetHead(targetName, style, roundsText)}${numbers.join('')}</tr>`;
  });
  const titles = columns.map(({ title }) => `<th scope="col">${escapeHtml(title)}</th>`).join('');
  return `<section id="glance"><h2>At a glance</h2>
<p class="question">${escapeHtml(record.scenario.question)}</p>
<div class="scroll" role="region" aria-label="At a glance" tabindex="0"><table><thead><tr><th rowspan="2" scope="col">target</th>${groupHeads(columns)}</tr><tr>${titles}</tr></thead><tbody>${body.join('')}</tbody></table></div>
<p class="muted">Below a number: its interval, or n where requests are too few for it. <a href="#reading">How to read this</a></p></section>`;
}

const targetHead = (name: string, style: SeriesStyle, note: string): string =>
  `<th scope="row"><span class="target">${markSvg(style)}<span>${escapeHtml(name)}<span class="note">${escapeHtml(note)}</span></span></span></th>`;

function dataTable({ columns, rows }: DataTable): string {
  const heads = columns.map((title) => `<th scope="col">${escapeHtml(title)}</th>`).join('');
  const lines = rows.map(([name = '', ...cells]) => {
    const numbers = cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('');
    return `<tr><th scope="row">${escapeHtml(name)}</th>${numbers}</tr>`;
  });
  return `<table><thead><tr>${heads}</tr></thead><tbody>${lines.join('')}</tbody></table>`;
}

/** The picture waits hidden until a script draws it; its numbers are open until a script folds them away. */
export function chartSection(chart: Chart, { record, summary }: Report): string {
  const { name, title, question } = chart;
  const sentence = escapeHtml(chart.describe(record, summary));
  return `<section id="${name}"><h2>${escapeHtml(title)}</h2>
<p class="question">${escapeHtml(question)}</p>
<figure><div class="picture" hidden><canvas data-chart="${name}" role="img" aria-label="${sentence}"></canvas></div>
<details open><summary>Show the numbers</summary><div class="scroll" role="region" aria-label="${escapeHtml(title)}: the numbers" tabindex="0">${dataTable(chart.table(record, summary))}</div></details></figure></section>`;
}

const factList = (facts: readonly Fact[]): string =>
  `<dl>${facts.map(({ name, text }) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(text)}</dd>`).join('')}</dl>`;

export function voidSection({ summary }: Report): string {
  const facts = voidFacts(summary);
  if (facts.length === 0) return '';
  const items = facts.map(({ name, text }) => `<li><code>${escapeHtml(name)}</code> ${escapeHtml(text)}</li>`).join('');
  return `<div class="warnings" id="void"><h2>Void trials, not counted</h2><ul>${items}</ul></div>`;
}

export const factsSections = ({ record, summary }: Report): string =>
  `<div class="columns"><section id="ran"><h2>What ran</h2>${factList(runFacts(record, summary).slice(1))}</section>
<section id="machine"><h2>Where</h2>${factList(machineFacts(record))}</section></div>`;

export const repeatSection = ({ record, recordPath }: Report): string =>
  `<section id="repeat"><h2>Repeat it</h2><p class="question">Measure again, then draw this page again from a record.</p>
<pre>${escapeHtml(record.command)}</pre><pre>npm run report -- ${escapeHtml(recordPath)}</pre></section>`;

export const readingSection = (): string =>
  `<section id="reading"><h2>How to read this</h2>${factList(GLOSSARY)}</section>`;
