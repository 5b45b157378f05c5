import { styleText } from 'node:util';
import type { FaultTable } from '../../stats/faults/fault-table.ts';
import { columnsOf, plainText, wrap } from '../plain-text.ts';
import type { Paint } from '../terminal-pen.ts';
import { MATRIX_LEGEND, type MatrixCell, brokenLines, faultVerdict, matrixOf } from './matrix.ts';

const COLORS: Readonly<Record<MatrixCell['standing'], Parameters<Paint>[0]>> = {
  kept: 'green',
  broken: 'red',
  'not-applicable': 'dim',
  'not-tried': 'yellow',
};

const padded = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - columnsOf(text)));

/** "server killed" above each other; one word alone stands below. */
const headOf = (title: string): readonly [string, string] => {
  const [first = '', ...rest] = plainText(title).split(' ');
  return rest.length === 0 ? ['', first] : [first, rest.join(' ')];
};

function matrixLines(table: FaultTable, paint: Paint): string[] {
  const matrix = matrixOf(table);
  const nameColumns = Math.max(8, ...matrix.map(({ row }) => columnsOf(plainText(row.name))));
  const heads = table.faults.map(({ title }) => headOf(title));
  const widths = heads.map((head, index) =>
    Math.max(...head.map(columnsOf), ...matrix.map(({ cells }) => columnsOf(cells[index]?.letters ?? '') + 1)),
  );
  const line = (name: string, texts: readonly string[]): string =>
    [padded(name, nameColumns), ...texts.map((text, index) => padded(text, widths[index] ?? 0))].join(' ').trimEnd();
  return [
    ...[0, 1].map((part) =>
      paint(
        'bold',
        line(
          part === 0 ? '' : 'strategy',
          heads.map((head) => head[part] ?? ''),
        ),
      ),
    ),
    ...matrix.map(({ row, cells }) => {
      const texts = cells.map(({ standing, mark, letters }, index) => {
        const text = padded(`${mark}${letters}`, widths[index] ?? 0);
        return text.replace(mark, () => paint(COLORS[standing], mark));
      });
      return [padded(plainText(row.name), nameColumns), ...texts].join(' ').trimEnd();
    }),
  ];
}

/** "✓ did what it promises   S the server died ...", as many to a line as fit. */
function legendLines(widthColumns: number): string[] {
  const lines: string[] = [];
  for (const [sign, meaning] of MATRIX_LEGEND) {
    const item = `${sign} ${meaning}`;
    const last = lines.at(-1);
    const joined = `${last}   ${item}`;
    if (last !== undefined && columnsOf(joined) <= widthColumns) lines[lines.length - 1] = joined;
    else lines.push(item);
  }
  return lines;
}

/** The matrix, what its signs mean, and every broken promise. The matrix of all strategies and faults takes 80 columns. */
export function faultTerminal(table: FaultTable, widthColumns: number, hasColor: boolean): string {
  const paint: Paint = (style, text) => (hasColor ? styleText(style, text, { validateStream: false }) : text);
  const told = (text: string): string[] => {
    const [first = '', ...others] = wrap(plainText(text), widthColumns - 2);
    return [`- ${first}`, ...others.map((line) => `  ${line}`)];
  };
  const sections = [
    wrap(faultVerdict(table), widthColumns).map((line) => paint('bold', line)),
    matrixLines(table, paint),
    legendLines(widthColumns).map((line) => paint('dim', line)),
    brokenLines(table).flatMap(told),
    table.leftOut.flatMap(told),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}
