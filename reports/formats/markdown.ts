import { appendixViews } from '../appendix-views.ts';
import { chartViews } from '../chart-views.ts';
import type { DataTable } from '../chart.ts';
import { DISTRUST, DISTRUST_CODE, otherWarnings } from '../distrust.ts';
import { type Fact, machineFacts, runFacts } from '../facts.ts';
import { faultMarkdownSection } from '../faults/markdown.ts';
import type { Format, Report } from '../format.ts';
import { type Glance, type GlanceCell, glancesOf } from '../glance.ts';
import { GLOSSARY } from '../glossary.ts';
import { leftOutFacts } from '../left-out.ts';
import { codeSpan, escapeMarkdown } from '../markdown-text.ts';
import { picturePath } from '../picture-path.ts';

const tableLine = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function table({ columns, rows, proseColumn }: DataTable): string {
  const rule = columns.map((title, index) => (index === 0 || title === proseColumn ? ':--' : '--:'));
  return [columns.map(escapeMarkdown), rule, ...rows.map((row) => row.map(escapeMarkdown))].map(tableLine).join('\n');
}

const factList = (facts: readonly Fact[]): string =>
  facts.map(({ name, text }) => `- **${escapeMarkdown(name)}**: ${escapeMarkdown(text)}`).join('\n');

const cellText = ({ text, note }: GlanceCell): string => (note === '' ? text : `${text} (${note})`);

function glanceTable({ levelName, columns, rows }: Glance): string {
  const heading = levelName === '' ? '' : `### ${escapeMarkdown(levelName)}\n\n`;
  const numbers = table({
    columns: [
      'Target',
      ...columns.map(({ group, title }) => (group.includes('neighbour') ? `${group.split(' ')[0]} ${title}` : title)),
      'Rounds',
    ],
    rows: rows.map(({ targetName, style, cells, roundsText }) => [
      `${style.glyph} ${targetName}`,
      ...cells.map(cellText),
      roundsText,
    ]),
  });
  return `${heading}${numbers}`;
}

const folded = (title: string, intro: string, numbers: DataTable): string =>
  `<details><summary>${escapeMarkdown(title)}</summary>\n\n${intro === '' ? '' : `${escapeMarkdown(intro)}\n\n`}${table(numbers)}\n\n</details>`;

function chartSections(report: Report): string[] {
  const { summary, hasPictures } = report;
  return chartViews(report).map(({ chart, record, question }) => {
    const alternative = escapeMarkdown(chart.describe(record, summary)).replaceAll(/[[\]]/gu, String.raw`\$&`);
    const picture = hasPictures ? [`![${alternative}](${picturePath(chart)})`] : [];
    const numbers = folded('The numbers', '', chart.table(record, summary));
    return [`## ${chart.title}`, escapeMarkdown(question), ...picture, numbers].join('\n\n');
  });
}

function appendixSection(report: Report): string {
  const tables = appendixViews(report).map(({ title, intro, table: numbers }) => folded(title, intro, numbers));
  return tables.length === 0 ? '' : ['## Behind the numbers', ...tables].join('\n\n');
}

function distrustSection({ summary: { trust } }: Report): string {
  if (trust.state !== 'not-trusted') return '';
  const reasons = trust.reasons.map((reason) => `> - ${escapeMarkdown(reason)}`);
  const claim = `> **NOT TRUSTED** ${escapeMarkdown(DISTRUST)} ${codeSpan(DISTRUST_CODE)}`;
  return ['> [!CAUTION]', claim, ...(reasons.length === 0 ? [] : ['>', ...reasons])].join('\n');
}

const questionParagraphs = ({ scenario: { question, expect } }: Report['record']): string[] => [
  escapeMarkdown(question),
  expect === undefined ? '' : `*What to expect:* ${escapeMarkdown(expect)}`,
];

function renderMarkdown(report: Report): string {
  const { record, summary, recordPath } = report;
  const warnings = otherWarnings(summary).map(
    ({ code, message }) => `> - ${codeSpan(code)} ${escapeMarkdown(message)}`,
  );
  const leftOut = leftOutFacts(summary);
  const sections = [
    distrustSection(report),
    `# ${escapeMarkdown(summary.verdict)}`,
    ...questionParagraphs(record),
    warnings.length === 0 ? '' : ['> **Before you rely on these numbers**', '>', ...warnings].join('\n'),
    ...glancesOf(summary).map(glanceTable),
    'In brackets: the interval, or n where requests are too few for the number.',
    leftOut.length === 0 ? '' : `### Left out of every number\n\n${factList(leftOut)}`,
    ...chartSections(report),
    appendixSection(report),
    report.faults === undefined ? '' : `## What survived\n\n${faultMarkdownSection(report.faults)}`,
    `## What ran\n\n${factList(runFacts(record))}`,
    `## Where\n\n${factList(machineFacts(record))}`,
    `## Repeat it\n\n- Measure again: ${codeSpan(record.command)}\n- Draw this report again: ${codeSpan(`npm run report -- ${recordPath}`)}`,
    `## How to read this\n\n${factList(GLOSSARY)}`,
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

export const markdown: Format = {
  name: 'markdown',
  summary: 'report.md, for a pull request or a wiki.',
  destination: 'folder',
  render: (report) => [{ path: 'report.md', content: renderMarkdown(report) }],
};
