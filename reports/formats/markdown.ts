import { appendixViews } from '../appendix-views.ts';
import { chartViews } from '../chart-views.ts';
import type { DataTable } from '../chart.ts';
import { BASELINE_TITLE } from '../baseline.ts';
import { baselineMarkdown } from '../comparison-markdown.ts';
import { DISTRUST, DISTRUST_CODE, otherWarnings } from '../distrust.ts';
import type { Summary } from '../../stats/summary.ts';
import { type Fact, machineFacts, runFacts } from '../facts.ts';
import { faultMarkdownSection } from '../faults/markdown.ts';
import type { Format, Report } from '../format.ts';
import { furtherVerdicts } from '../further-verdicts.ts';
import { type Glance, type GlanceCell, glancesOf } from '../glance.ts';
import { GLOSSARY } from '../glossary.ts';
import { leftOutFacts } from '../left-out.ts';
import { markLegend } from '../mark-legend.ts';
import { type MarkdownSection, fitMarkdown } from '../markdown-size.ts';
import { codeSpan, escapeMarkdown } from '../markdown-text.ts';
import { picturePath } from '../picture-path.ts';

const tableLine = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function table({ columns, rows, proseColumn }: DataTable): string {
  const rule = columns.map((title, index) => (index === 0 || title === proseColumn ? ':--' : '--:'));
  return [columns.map(escapeMarkdown), rule, ...rows.map((row) => row.map(escapeMarkdown))].map(tableLine).join('\n');
}

const factList = (facts: readonly Fact[]): string =>
  facts.map(({ name, text }) => `- **${escapeMarkdown(name)}**: ${escapeMarkdown(text)}`).join('\n');

const cellText = ({ text, note, mark = '' }: GlanceCell): string =>
  `${mark} ${text}${note === '' ? '' : ` (${note})`}`.trim();

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

function glanceTables(summary: Summary): string {
  const glances = glancesOf(summary);
  const legend = [
    'In brackets: the interval, or n where requests are too few for the number.',
    ...markLegend(glances).map(([sign, meaning]) => escapeMarkdown(`${sign} ${meaning}`)),
  ];
  return [...glances.map(glanceTable), legend.join(' ')].join('\n\n');
}

const folded = (title: string, intro: string, numbers: DataTable): string =>
  `<details><summary>${escapeMarkdown(title)}</summary>\n\n${intro === '' ? '' : `${escapeMarkdown(intro)}\n\n`}${table(numbers)}\n\n</details>`;

const RANKS = {
  repeat: 1,
  warnings: 2,
  glance: 3,
  baseline: 3.5,
  leftOut: 4,
  ran: 5,
  where: 6,
  survived: 7,
  chart: 8,
  glossary: 9,
  appendix: 10,
};

const section = (title: string, text: string, cutRank: number): MarkdownSection => ({ title, text, cutRank });

function chartSections(report: Report): MarkdownSection[] {
  const { summary, hasPictures } = report;
  return chartViews(report).map(({ chart, record, question }) => {
    const alternative = escapeMarkdown(chart.describe(record, summary)).replaceAll(/[[\]]/gu, String.raw`\$&`);
    const picture = hasPictures ? [`![${alternative}](${picturePath(chart)})`] : [];
    const numbers = folded('The numbers', '', chart.table(record, summary));
    const text = [`## ${chart.title}`, escapeMarkdown(question), ...picture, numbers].join('\n\n');
    return section(chart.title, text, RANKS.chart);
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

function warningLines({ summary }: Report): string {
  const warnings = otherWarnings(summary).map(
    ({ code, message }) => `> - ${codeSpan(code)} ${escapeMarkdown(message)}`,
  );
  return warnings.length === 0 ? '' : ['> **Before you rely on these numbers**', '>', ...warnings].join('\n');
}

/** The report in the order in which it is read, and what of it can be spared where it is too long. */
export function markdownSections(report: Report): readonly MarkdownSection[] {
  const { record, summary, recordPath } = report;
  const leftOut = leftOutFacts(summary);
  const sections = [
    section('Trust', distrustSection(report), 0),
    section('Verdict', `# ${escapeMarkdown(summary.verdict)}`, 0),
    section('In more words', furtherVerdicts(summary).map(escapeMarkdown).join(' '), RANKS.repeat),
    section('Question', questionParagraphs(record).join('\n\n'), RANKS.repeat),
    section('Warnings', warningLines(report), RANKS.warnings),
    section('At a glance', glanceTables(summary), RANKS.glance),
    section(
      'Left out of every number',
      leftOut.length === 0 ? '' : `### Left out of every number\n\n${factList(leftOut)}`,
      RANKS.leftOut,
    ),
    ...chartSections(report),
    section(
      BASELINE_TITLE,
      report.baseline === undefined ? '' : baselineMarkdown(report.baseline, recordPath),
      RANKS.baseline,
    ),
    section('Behind the numbers', appendixSection(report), RANKS.appendix),
    section(
      'What survived',
      report.faults === undefined ? '' : `## What survived\n\n${faultMarkdownSection(report.faults)}`,
      RANKS.survived,
    ),
    section('What ran', `## What ran\n\n${factList(runFacts(record))}`, RANKS.ran),
    section('Where', `## Where\n\n${factList(machineFacts(record))}`, RANKS.where),
    section(
      'Repeat it',
      `## Repeat it\n\n- Measure again: ${codeSpan(record.command)}\n- Draw this report again: ${codeSpan(`npm run report -- ${recordPath}`)}`,
      RANKS.repeat,
    ),
    section('How to read this', `## How to read this\n\n${factList(GLOSSARY)}`, RANKS.glossary),
  ];
  return sections.filter(({ text }) => text !== '');
}

export const markdown: Format = {
  name: 'markdown',
  summary: 'report.md, for a pull request or a wiki.',
  destination: 'folder',
  render: (report) => [{ path: 'report.md', content: fitMarkdown(markdownSections(report), Infinity, 'report.md') }],
};
