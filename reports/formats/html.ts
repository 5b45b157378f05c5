import { createHash } from 'node:crypto';
import { appendixViews } from '../appendix-views.ts';
import { chartViews } from '../chart-views.ts';
import { FAULT_STYLE, faultSection } from '../faults/html.ts';
import type { Format, Report } from '../format.ts';
import { escapeHtml, escapeJson } from '../page/escape-html.ts';
import type { PageData } from '../page/page.ts';
import {
  appendixSection,
  chartSection,
  distrustSection,
  factsSections,
  glanceSection,
  leftOutSection,
  readingSection,
  repeatSection,
  verdictHeading,
  warningsSection,
} from '../page/sections.ts';
import { PAGE_STYLE } from '../page/style.ts';
import { DARK_THEME, LIGHT_THEME } from '../theme.ts';
import { plural } from '../wording.ts';

/** What a Content-Security-Policy names an inline script or style by. */
const hashSource = (content: string): string => `'sha256-${createHash('sha256').update(content).digest('base64')}'`;

const styleOf = ({ faults }: Report): string => (faults === undefined ? PAGE_STYLE : `${PAGE_STYLE}${FAULT_STYLE}`);

/** Nothing may be loaded, from anywhere; only the scripts and the style that stand in the page may run. */
function policy(report: Report): string {
  const { scripts } = report;
  const scriptHashes = [scripts.chartJs, scripts.page].map(hashSource).join(' ');
  return `default-src 'none'; script-src ${scriptHashes}; style-src ${hashSource(styleOf(report))}; base-uri 'none'; form-action 'none'`;
}

function navigation(report: Report): string {
  const links = [
    ['glance', 'At a glance'],
    ...chartViews(report).map(({ chart: { name, title } }) => [name, title]),
    ...(appendixViews(report).length === 0 ? [] : [['behind', 'Behind the numbers']]),
    ...(report.faults === undefined ? [] : [['faults', 'What survived']]),
    ['ran', 'What ran'],
    ['repeat', 'Repeat it'],
    ['reading', 'How to read this'],
  ] as const;
  return `<nav aria-label="Sections">${links.map(([id = '', title = '']) => `<a href="#${id}">${escapeHtml(title)}</a>`).join('')}</nav>`;
}

function subtitle({ record }: Report): string {
  const { scenario, targets, machine, startedAt, isQuick, status } = record;
  return [
    `${scenario.name}${isQuick ? ', quick' : ''}${status === 'partial' ? ', partial' : ''}`,
    `${plural(targets.length, 'target')} × ${plural(scenario.roundCount, 'round')}`,
    `${plural(machine.availableCoreCount, 'core')}, Node ${machine.nodeVersion}`,
    startedAt.slice(0, 16).replace('T', ' '),
  ].join(' · ');
}

function renderPage(report: Report): string {
  const { record, summary, scripts } = report;
  const views = chartViews(report);
  const data: PageData = {
    themes: { light: LIGHT_THEME, dark: DARK_THEME },
    charts: Object.fromEntries(views.map(({ chart, record: shown }) => [chart.name, chart.configure(shown, summary)])),
  };
  const sections = [
    warningsSection(report),
    leftOutSection(report),
    glanceSection(report),
    ...views.map((view) => chartSection(view, summary)),
    appendixSection(report),
    report.faults === undefined ? '' : faultSection(report.faults),
    factsSections(report),
    repeatSection(report),
    readingSection(),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(report)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(summary.verdict)}</title>
<style>${styleOf(report)}</style>
</head>
<body>
<main>
${distrustSection(report)}<div class="headline">${verdictHeading(report)}
<p class="muted">${escapeHtml(subtitle(report))}</p>
<button class="theme" type="button" hidden>Dark</button></div>
${navigation(report)}
${sections.filter((section) => section !== '').join('\n')}
<footer>Made by holdup ${escapeHtml(record.holdupVersion)} from ${escapeHtml(report.recordPath)}. This page needs no network.</footer>
</main>
<script type="application/json" id="holdup-data">${escapeJson(data)}</script>
<script>${scripts.chartJs}</script>
<script type="module">${scripts.page}</script>
</body>
</html>
`;
}

export const html: Format = {
  name: 'html',
  summary: 'index.html: one file that opens offline.',
  destination: 'folder',
  render: (report) => [{ path: 'index.html', content: renderPage(report) }],
};
