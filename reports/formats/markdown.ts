import { appendixViews } from '../appendix-views.ts';
import { chartViews } from '../chart-views.ts';
import type { DataTable } from '../chart.ts';
import { DISTRUST, DISTRUST_CODE, otherWarnings } from '../distrust.ts';
import { type Fact, machineFacts, runFacts } from '../facts.ts';
import type { Format, Report } from '../format.ts';
import { type Glance, type GlanceCell, glancesOf } from '../glance.ts';
import { GLOSSARY } from '../glossary.ts';
import { leftOutFacts } from '../left-out.ts';
import { picturePath } from '../picture-path.ts';
import { plainText } from '../plain-text.ts';

/**
 * Text that no renderer of Markdown reads as anything else. Brackets are left alone unless they would make a link, so
 * that intervals stay readable in the source.
 */
export const escapeMarkdown = (text: string): string =>
  plainText(text)
    .replaceAll(/[\\`*|~$]/gu, String.raw`\$&`)
    .replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, String.raw`\_`)
    .replaceAll(/(?<=\])(?=[([:])/gu, '\\')
    .replaceAll('!', String.raw`\!`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('://', ':&#47;/') // or GitHub makes a link of it
    .replaceAll('@', '&#64;') // or GitHub tells a person of that name
    .replaceAll(/^(?=[#+=-])|^(\d+)(?=[.)](?:\s|$))/gu, '$1\\');

/** A code span; its fence is longer than any run of backticks inside. */
export function codeSpan(text: string): string {
  const shown = plainText(text);
  const longest = Math.max(0, ...(shown.match(/`+/gu) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `\`${shown}\`` : `${fence} ${shown} ${fence}`;
}

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

function renderMarkdown(report: Report): string {
  const { record, summary, recordPath } = report;
  const warnings = otherWarnings(summary).map(
    ({ code, message }) => `> - ${codeSpan(code)} ${escapeMarkdown(message)}`,
  );
  const leftOut = leftOutFacts(summary);
  const sections = [
    distrustSection(report),
    `# ${escapeMarkdown(summary.verdict)}`,
    escapeMarkdown(record.scenario.question),
    warnings.length === 0 ? '' : ['> **Before you rely on these numbers**', '>', ...warnings].join('\n'),
    ...glancesOf(summary).map(glanceTable),
    'In brackets: the interval, or n where requests are too few for the number.',
    leftOut.length === 0 ? '' : `### Left out of every number\n\n${factList(leftOut)}`,
    ...chartSections(report),
    appendixSection(report),
    `## What ran\n\n${factList(runFacts(record, summary).slice(1))}`,
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
