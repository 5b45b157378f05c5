import { appendixViews } from '../appendix-views.ts';
import type { ChartView } from '../chart-views.ts';
import type { DataTable } from '../chart.ts';
import { type Fact, machineFacts, runFacts } from '../facts.ts';
import type { Summary } from '../../stats/summary.ts';
import { DISTRUST, DISTRUST_CODE, otherWarnings } from '../distrust.ts';
import type { Report } from '../format.ts';
import { type Glance, type GlanceCell, type GlanceColumn, glancesOf } from '../glance.ts';
import { GLOSSARY } from '../glossary.ts';
import { leftOutFacts } from '../left-out.ts';
import type { SeriesStyle } from '../series-style.ts';
import { escapeHtml } from './escape-html.ts';
import { markSvg } from './mark-svg.ts';

/** One section of the page each, as HTML; '' where there is nothing to say. */
export function distrustSection({ summary }: Report): string {
  if (summary.trust.state !== 'not-trusted') return '';
  const reasons = summary.trust.reasons.map((reason) => `<li>${escapeHtml(reason)}</li>`);
  return `<div class="distrust" role="alert"><p><strong>NOT TRUSTED</strong> ${escapeHtml(DISTRUST)} <code>${DISTRUST_CODE}</code></p><ul>${reasons.join('')}</ul></div>`;
}

export function warningsSection({ summary }: Report): string {
  const warnings = otherWarnings(summary);
  if (warnings.length === 0) return '';
  const items = warnings.map(
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

function glanceTable({ levelName, columns, rows }: Glance): string {
  const body = rows.map(({ targetName, style, roundsText, cells }) => {
    const numbers = cells.flatMap((cell, index) => {
      const column = columns[index];
      return column === undefined ? [] : [glanceCell(cell, column)];
    });
    return `<tr>${targetHead(targetName, style, roundsText)}${numbers.join('')}</tr>`;
  });
  const titles = columns.map(({ title }) => `<th scope="col">${escapeHtml(title)}</th>`).join('');
  const name = levelName === '' ? '' : `<h3>${escapeHtml(levelName)}</h3>`;
  const label = levelName === '' ? 'At a glance' : `At a glance: ${levelName}`;
  return `${name}<div class="scroll" role="region" aria-label="${escapeHtml(label)}" tabindex="0"><table><thead><tr><th rowspan="2" scope="col">target</th>${groupHeads(columns)}</tr><tr>${titles}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}

const expectation = ({ expect }: Report['record']['scenario']): string =>
  expect === undefined ? '' : `<br><strong>What to expect:</strong> ${escapeHtml(expect)}`;

export const glanceSection = ({ record, summary }: Report): string =>
  `<section id="glance"><h2>At a glance</h2>
<p class="question">${escapeHtml(record.scenario.question)}${expectation(record.scenario)}</p>
${glancesOf(summary).map(glanceTable).join('\n')}
<p class="muted">Below a number: its interval, or n where requests are too few for it. <a href="#reading">How to read this</a></p></section>`;

const targetHead = (name: string, style: SeriesStyle, note: string): string =>
  `<th scope="row"><span class="target">${markSvg(style)}<span>${escapeHtml(name)}<span class="note">${escapeHtml(note)}</span></span></span></th>`;

function dataTable({ columns, rows, proseColumn }: DataTable): string {
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

const foldedTable = (summary: string, label: string, intro: string, table: DataTable): string =>
  `<details open><summary>${escapeHtml(summary)}</summary>${intro === '' ? '' : `<p class="question">${escapeHtml(intro)}</p>`}<div class="scroll" role="region" aria-label="${escapeHtml(label)}" tabindex="0">${dataTable(table)}</div></details>`;

/** The picture waits hidden until a script draws it; its numbers are open until a script folds them away. */
export function chartSection({ chart, record, question }: ChartView, summary: Summary): string {
  const { name, title } = chart;
  const sentence = escapeHtml(chart.describe(record, summary));
  const numbers = foldedTable('Show the numbers', `${title}: the numbers`, '', chart.table(record, summary));
  return `<section id="${name}"><h2>${escapeHtml(title)}</h2>
<p class="question">${escapeHtml(question)}</p>
<figure><div class="picture" hidden><canvas data-chart="${name}" role="img" aria-label="${sentence}"></canvas></div>
${numbers}</figure></section>`;
}

export function appendixSection(report: Report): string {
  const folded = appendixViews(report).map(
    ({ name, title, intro, table }) => `<div id="${name}">${foldedTable(title, title, intro, table)}</div>`,
  );
  return folded.length === 0
    ? ''
    : `<section id="behind"><h2>Behind the numbers</h2>\n<p class="question">For those who doubt them.</p>\n${folded.join('\n')}</section>`;
}

const factList = (facts: readonly Fact[]): string =>
  `<dl>${facts.map(({ name, text }) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(text)}</dd>`).join('')}</dl>`;

export function leftOutSection({ summary }: Report): string {
  const facts = leftOutFacts(summary);
  if (facts.length === 0) return '';
  const items = facts.map(({ name, text }) => `<li><code>${escapeHtml(name)}</code> ${escapeHtml(text)}</li>`).join('');
  return `<div class="warnings" id="left-out"><h2>Left out of every number</h2><ul>${items}</ul></div>`;
}

export const factsSections = ({ record }: Report): string =>
  `<div class="columns"><section id="ran"><h2>What ran</h2>${factList(runFacts(record))}</section>
<section id="machine"><h2>Where</h2>${factList(machineFacts(record))}</section></div>`;

export const repeatSection = ({ record, recordPath }: Report): string =>
  `<section id="repeat"><h2>Repeat it</h2><p class="question">Measure again, then draw this page again from a record.</p>
<pre>${escapeHtml(record.command)}</pre><pre>npm run report -- ${escapeHtml(recordPath)}</pre></section>`;

export const readingSection = (): string =>
  `<section id="reading"><h2>How to read this</h2>${factList(GLOSSARY)}</section>`;
