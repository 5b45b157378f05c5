import Table from 'cli-table3';
import type { Report } from './format.ts';
import {
  type Glance,
  type GlanceCell,
  type GlanceColumn,
  type GlanceMark,
  type GlanceRow,
  glancesOf,
} from './glance.ts';
import { markLegend } from './mark-legend.ts';
import { columnsOf, truncate, wrap } from './plain-text.ts';
import { type Pen, markText } from './terminal-pen.ts';

/** A longer name breaks after a hyphen before it costs a column. */
const MIN_NAME_COLUMNS = 18;
const NO_LINES = Object.fromEntries(
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid middle'
    .split(' ')
    .map((part) => [part, '']),
);

/** Columns of numbers in the order in which they give way to the name. */
const EXPENDABLE = ['memory', 'CPU/task', 'p50', 'of limit', 'not ok'] as const;

const markSign = (mark: GlanceMark, { isAscii }: Pen): string => (mark === '≈' && isAscii ? '=' : mark);

const cellText = ({ text, mark = '' }: GlanceCell, pen: Pen): string =>
  mark === '' ? text : `${markSign(mark, pen)} ${text}`;

function columnWidth(glance: Glance, index: number, pen: Pen): number {
  const { rows, columns } = glance;
  const texts = rows.flatMap(({ cells }) => {
    const cell = cells[index];
    return cell === undefined ? [] : [cellText(cell, pen), cell.note];
  });
  const [top, bottom] = columns[index]?.head ?? ['', ''];
  const isAlone = columns.filter(({ head }) => head[0] === top).length === 1;
  const shortTop = isAlone && top.length < 8 ? top : ''; // a longer one is cut
  return Math.max(columnsOf(bottom), columnsOf(shortTop), ...texts.map(columnsOf));
}

interface Layout {
  readonly shown: readonly number[];
  readonly widths: readonly number[];
  readonly nameWidth: number;
  readonly gap: number;
}

/** As many columns and as much space as the width allows. */
function layOut(glance: Glance, pen: Pen): Layout {
  const { widthColumns, plain } = pen;
  const longestName = Math.max(...glance.rows.map(({ targetName }) => columnsOf(plain(targetName)))) + 2;
  for (let dropCount = 0; ; dropCount += 1) {
    const dropped = new Set<string>(EXPENDABLE.slice(0, dropCount));
    const shown = glance.columns.flatMap(({ title, isKept }, index) =>
      dropped.has(title) && isKept !== true ? [] : [index],
    );
    const widths = shown.map((index) => columnWidth(glance, index, pen));
    const numbers = widths.reduce((sum, width) => sum + width, 0);
    for (const gap of [3, 2, 1]) {
      const room = widthColumns - numbers - gap * widths.length;
      const isLast = dropCount >= EXPENDABLE.length && gap === 1;
      if (
        isLast ||
        room >= longestName ||
        (gap === 1 && dropCount > 0 && room >= Math.min(longestName, MIN_NAME_COLUMNS))
      )
        return { shown, widths, gap, nameWidth: Math.max(4, Math.min(longestName, room)) };
    }
  }
}

/** A name in two lines where it does not fit on one: strategies break after a hyphen. */
function nameLines(name: string, widthColumns: number, { ellipsis }: Pen): readonly [string, string] {
  if (columnsOf(name) <= widthColumns) return [name, ''];
  const hyphen = name.lastIndexOf('-', widthColumns - 1);
  const end = hyphen > 2 ? hyphen + 1 : Math.max(1, widthColumns);
  return columnsOf(name.slice(0, end)) > widthColumns
    ? [truncate(name, widthColumns, ellipsis), '']
    : [name.slice(0, end), truncate(name.slice(end), widthColumns, ellipsis)];
}

function bodyRow({ targetName, style, cells }: GlanceRow, { shown, nameWidth }: Layout, pen: Pen): string[] {
  const [first, second] = nameLines(pen.plain(targetName), nameWidth - 2, pen);
  const mark = markText(pen, style);
  const numbers = shown.map((index) => {
    const cell = cells[index];
    if (cell === undefined) return '';
    const text = cellText(cell, pen);
    const { note } = cell;
    return note === '' ? text : `${text}\n${pen.paint('dim', note)}`;
  });
  return [`${mark} ${first}${second === '' ? '' : `\n  ${second}`}`, ...numbers];
}

/** Group names over their columns. */
function groupCells(columns: readonly GlanceColumn[], { widths, gap }: Layout, pen: Pen): string {
  let line = '';
  for (let index = 0; index < columns.length;) {
    const group = columns[index]?.head[0] ?? '';
    let span = 0;
    let end = index;
    while (end < columns.length && columns[end]?.head[0] === group) {
      span += gap + (widths[end] ?? 0);
      end += 1;
    }
    const room = span - gap;
    const words = group.split(' ');
    while (words.length > 1 && columnsOf(words.join(' ')) > room) words.pop();
    line += ' '.repeat(gap) + truncate(words.join(' '), room, pen.ellipsis).padStart(room);
    index = end;
  }
  return pen.paint('dim', line.trimEnd());
}

function tableLines(glance: Glance, layout: Layout, pen: Pen): string[] {
  const { paint, plain } = pen;
  const columns = layout.shown.flatMap((index) => glance.columns[index] ?? []);
  const table = new Table({
    chars: { ...NO_LINES, middle: ' '.repeat(layout.gap) },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
    colWidths: [layout.nameWidth, ...layout.widths],
    colAligns: ['left', ...columns.map(() => 'right' as const)],
  });
  table.push(['target', ...columns.map(({ head }) => head[1])].map((title) => paint('bold', title)));
  for (const row of glance.rows) table.push(bodyRow(row, layout, pen));
  const level = glance.levelName === '' ? [] : [paint('bold', plain(glance.levelName))];
  return [
    ...level,
    ' '.repeat(layout.nameWidth) + groupCells(columns, layout, pen),
    ...table
      .toString()
      .split('\n')
      .map((line) => line.trimEnd()),
  ];
}

/** One table for each level, its columns below those of the others, then how to read them; no line wider than the pen's. */
export function terminalTables({ summary }: Report, pen: Pen): string[][] {
  const glances = glancesOf(summary);
  const first = glances[0];
  if (first === undefined || first.rows.length === 0) return [];
  const layout = layOut({ ...first, rows: glances.flatMap(({ rows }) => rows) }, pen);
  const tables = glances.map((glance) => tableLines(glance, layout, pen));
  const marks = markLegend(glances).map(([sign, meaning]) => `${markSign(sign, pen)} ${pen.plain(meaning)}`);
  const legend = ['Below a number: its interval, or n where requests are too few for it.', ...marks].join(' ');
  tables.at(-1)?.push(...wrap(legend, pen.widthColumns).map((line) => pen.paint('dim', line)));
  return tables;
}
