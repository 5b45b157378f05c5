import type { FaultTable } from '../../stats/faults/fault-table.ts';
import { codeSpan, escapeMarkdown } from '../markdown-text.ts';
import { absence, logText, ruleText, survivalFacts } from './evidence.ts';
import { MATRIX_LEGEND, type MatrixRow, brokenLines, faultVerdict, matrixOf } from './matrix.ts';

const tableLine = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function matrixTable(table: FaultTable): string {
  const titles = ['Strategy', ...table.faults.map(({ title }) => title)];
  const lines = matrixOf(table).map(({ row, cells }) => [
    escapeMarkdown(row.name),
    ...cells.map(({ mark, letters }) => (letters === '' ? mark : `${mark} ${letters}`)),
  ]);
  return [titles.map(escapeMarkdown), titles.map(() => ':--'), ...lines].map(tableLine).join('\n');
}

const legend = (): string =>
  MATRIX_LEGEND.map(([sign, meaning]) => `- **${sign}** ${escapeMarkdown(meaning)}`).join('\n');

function evidence(table: FaultTable, { row, cells }: MatrixRow): string {
  const parts = cells.map(({ mark, cell }, index) => {
    const title = `**${mark} ${escapeMarkdown(table.faults[index]?.title ?? '')}**`;
    const reason = absence(cell);
    if (reason !== null || cell?.result.kind !== 'tried') return `${title}: ${escapeMarkdown(reason ?? '')}`;
    const facts = survivalFacts(cell.result, row).map(({ name, text }) => `- ${name}: ${escapeMarkdown(text)}`);
    const rules = cell.result.rules.map(
      (one) => `- ${one.isKept ? 'kept' : '**BROKEN**'}: ${escapeMarkdown(ruleText(one))}`,
    );
    const log = ['```text', ...cell.result.log.map(logText).map((line) => line.replaceAll('```', "'''")), '```'];
    return [title, [...facts, ...rules].join('\n'), log.join('\n')].join('\n\n');
  });
  return `<details><summary>${escapeMarkdown(row.name)}</summary>\n\n${parts.join('\n\n')}\n\n</details>`;
}

/** A section of a report: the matrix, its legend, what broke, and the evidence folded away. */
export function faultMarkdownSection(table: FaultTable): string {
  const broken = brokenLines(table).map((line) => `- ${escapeMarkdown(line)}`);
  return [
    escapeMarkdown(faultVerdict(table)),
    matrixTable(table),
    legend(),
    broken.join('\n'),
    table.leftOut.map((line) => `- ${escapeMarkdown(line)}`).join('\n'),
    ...table.faults
      .map(({ title, summary }) => `- **${escapeMarkdown(title)}**: ${escapeMarkdown(summary)}`)
      .join('\n')
      .split('\n\n'),
    ...matrixOf(table).map((row) => evidence(table, row)),
  ]
    .filter((section) => section !== '')
    .join('\n\n');
}

/** A page of its own. */
export const faultMarkdown = (table: FaultTable): string =>
  `# What survived\n\n${faultMarkdownSection(table)}\n\n## Repeat it\n\n${codeSpan(table.command)}\n`;
