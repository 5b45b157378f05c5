import type { DataTable } from '../chart.ts';
import { type Fact, machineFacts, runFacts, voidFacts } from '../facts.ts';
import type { Format, Report } from '../format.ts';
import { type GlanceCell, glanceOf } from '../glance.ts';
import { GLOSSARY } from '../glossary.ts';
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

function table({ columns, rows }: DataTable): string {
  const rule = columns.map((_, index) => (index === 0 ? ':--' : '--:'));
  return [columns.map(escapeMarkdown), rule, ...rows.map((row) => row.map(escapeMarkdown))].map(tableLine).join('\n');
}

const factList = (facts: readonly Fact[]): string =>
  facts.map(({ name, text }) => `- **${escapeMarkdown(name)}**: ${escapeMarkdown(text)}`).join('\n');

const cellText = ({ text, note }: GlanceCell): string => (note === '' ? text : `${text} (${note})`);

function glanceTable({ record, summary }: Report): string {
  const { columns, rows } = glanceOf(record, summary);
  return table({
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
}

function chartSections({ record, summary, charts, hasPictures }: Report): string[] {
  return charts.map((chart) => {
    const alternative = escapeMarkdown(chart.describe(record, summary)).replaceAll(/[[\]]/gu, String.raw`\$&`);
    const picture = hasPictures ? [`![${alternative}](${picturePath(chart)})`] : [];
    const numbers = `<details><summary>The numbers</summary>\n\n${table(chart.table(record, summary))}\n\n</details>`;
    return [`## ${chart.title}`, chart.question, ...picture, numbers].join('\n\n');
  });
}

function renderMarkdown(report: Report): string {
  const { record, summary, recordPath } = report;
  const warnings = summary.warnings.map(({ code, message }) => `> - ${codeSpan(code)} ${escapeMarkdown(message)}`);
  const voids = voidFacts(summary);
  const sections = [
    `# ${escapeMarkdown(summary.verdict)}`,
    escapeMarkdown(record.scenario.question),
    warnings.length === 0 ? '' : ['> **Before you rely on these numbers**', '>', ...warnings].join('\n'),
    glanceTable(report),
    'In brackets: the interval, or n where requests are too few for the number.',
    voids.length === 0 ? '' : `### Void trials, not counted\n\n${factList(voids)}`,
    ...chartSections(report),
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
