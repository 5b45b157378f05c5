import type { styleText } from 'node:util';
import Table from 'cli-table3';
import type { Report } from './format.ts';
import { type Glance, type GlanceColumn, type GlanceRow, glancesOf } from './glance.ts';
import { columnsOf, plainText, truncate, wrap } from './plain-text.ts';
import type { SeriesColor } from './theme.ts';

export type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

/** The nearest of the sixteen colours that every terminal has. */
const TERMINAL_COLORS: Readonly<Record<SeriesColor, Parameters<Paint>[0]>> = {
  '--series-vermilion': 'red',
  '--series-orange': 'yellow',
  '--series-green': 'green',
  '--series-blue': 'blue',
  '--series-sky': 'cyan',
  '--series-purple': 'magenta',
  '--series-grey': 'gray',
  '--series-yellow': 'yellowBright',
};

/** A longer name breaks after a hyphen before it costs a column. */
const MIN_NAME_COLUMNS = 18;
const NO_LINES = Object.fromEntries(
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid middle'
    .split(' ')
    .map((part) => [part, '']),
);

/** Columns of numbers in the order in which they give way to the name. */
const EXPENDABLE = ['memory', 'CPU/task', 'p50', 'of limit', 'not ok'] as const;

function columnWidth({ rows, columns }: Glance, index: number): number {
  const texts = rows.flatMap(({ cells }) => [cells[index]?.text ?? '', cells[index]?.note ?? '']);
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
function layOut(glance: Glance, widthColumns: number): Layout {
  const longestName = Math.max(...glance.rows.map(({ targetName }) => columnsOf(plainText(targetName)))) + 2;
  for (let dropCount = 0; ; dropCount += 1) {
    const dropped = new Set<string>(EXPENDABLE.slice(0, dropCount));
    const shown = glance.columns.flatMap(({ title, isKept }, index) =>
      dropped.has(title) && isKept !== true ? [] : [index],
    );
    const widths = shown.map((index) => columnWidth(glance, index));
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
function nameLines(name: string, widthColumns: number): readonly [string, string] {
  if (columnsOf(name) <= widthColumns) return [name, ''];
  const hyphen = name.lastIndexOf('-', widthColumns - 1);
  const end = hyphen > 2 ? hyphen + 1 : Math.max(1, widthColumns);
  return columnsOf(name.slice(0, end)) > widthColumns
    ? [truncate(name, widthColumns), '']
    : [name.slice(0, end), truncate(name.slice(end), widthColumns)];
}

function bodyRow({ targetName, style, cells }: GlanceRow, { shown, nameWidth }: Layout, paint: Paint): string[] {
  const [first, second] = nameLines(plainText(targetName), nameWidth - 2);
  const mark = paint(TERMINAL_COLORS[style.color], style.glyph);
  const numbers = shown.map((index) => {
    const { text = '', note = '' } = cells[index] ?? {};
    return note === '' ? text : `${text}\n${paint('dim', note)}`;
  });
  return [`${mark} ${first}${second === '' ? '' : `\n  ${second}`}`, ...numbers];
}

/** Group names over their columns. */
function groupCells(columns: readonly GlanceColumn[], { widths, gap }: Layout, paint: Paint): string {
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
    line += ' '.repeat(gap) + truncate(words.join(' '), room).padStart(room);
    index = end;
  }
  return paint('dim', line.trimEnd());
}

function tableLines(glance: Glance, layout: Layout, paint: Paint): string[] {
  const columns = layout.shown.flatMap((index) => glance.columns[index] ?? []);
  const table = new Table({
    chars: { ...NO_LINES, middle: ' '.repeat(layout.gap) },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
    colWidths: [layout.nameWidth, ...layout.widths],
    colAligns: ['left', ...columns.map(() => 'right' as const)],
  });
  table.push(['target', ...columns.map(({ head }) => head[1])].map((title) => paint('bold', title)));
  for (const row of glance.rows) table.push(bodyRow(row, layout, paint));
  const level = glance.levelName === '' ? [] : [paint('bold', plainText(glance.levelName))];
  return [
    ...level,
    ' '.repeat(layout.nameWidth) + groupCells(columns, layout, paint),
    ...table
      .toString()
      .split('\n')
      .map((line) => line.trimEnd()),
  ];
}

/** One table for each level, its columns below those of the others, then how to read them; no line wider than `widthColumns`. */
export function terminalTables({ summary }: Report, widthColumns: number, paint: Paint): string[][] {
  const glances = glancesOf(summary);
  const first = glances[0];
  if (first === undefined || first.rows.length === 0) return [];
  const layout = layOut({ ...first, rows: glances.flatMap(({ rows }) => rows) }, widthColumns);
  const legend = 'Below a number: its interval, or n where requests are too few for it.';
  const tables = glances.map((glance) => tableLines(glance, layout, paint));
  tables.at(-1)?.push(...wrap(legend, widthColumns).map((line) => paint('dim', line)));
  return tables;
}
