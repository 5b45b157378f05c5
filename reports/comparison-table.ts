import type { Difference } from '../stats/compare/compare.ts';
import { type ComparedCell, type RecordComparison, cellName } from '../stats/compare/compare-records.ts';
import { formatFigure, formatRatio } from '../stats/compare/comparison-verdict.ts';
import { columnsOf, plainText, wrap } from './plain-text.ts';
import type { Paint } from './terminal-table.ts';

const VERDICT_TEXT: Readonly<Record<Difference, string>> = {
  better: 'better',
  worse: 'worse',
  'no-difference': 'no difference',
  'too-small': 'too small',
};

const VERDICT_PAINT: Readonly<Record<Difference, Parameters<Paint>[0]>> = {
  better: 'green',
  worse: 'red',
  'no-difference': 'dim',
  'too-small': 'dim',
};

export const COMPARISON_COLUMNS = ['figure', 'before', 'after', 'ratio', '95 % interval', 'verdict'] as const;

/** One row of the table, without its target. */
export function comparisonCells({ comparison }: ComparedCell): readonly string[] {
  const { streamName, metric, value, referenceValue, ratio, verdict } = comparison;
  return [
    `${plainText(streamName)} ${metric === 'donePerSecond' ? 'done' : metric}`,
    formatFigure(referenceValue, metric),
    formatFigure(value, metric),
    ratio === null ? 'n/a' : formatRatio(ratio.value),
    ratio === null ? '' : `${formatRatio(ratio.low)}-${formatRatio(ratio.high)}`,
    VERDICT_TEXT[verdict],
  ];
}

export const comparedTarget = ({ levelName, comparison }: ComparedCell): string =>
  plainText(cellName(comparison.targetName, levelName));

const pad = (text: string, width: number, isLeft: boolean): string => {
  const room = ' '.repeat(Math.max(0, width - columnsOf(text)));
  return isLeft ? `${text}${room}` : `${room}${text}`;
};

const LEGEND =
  'ratio: after to before. better, worse: its interval excludes 1. no difference: none is shown. too small: whatever there is matters to nobody (within 1.1 times, or below twice the wait without heavy work).';

/** The lines of the table, none wider than 80 columns unless a stream's name is long. */
export function comparisonTable(
  { cells, missing, isPaired }: RecordComparison,
  widthColumns: number,
  paint: Paint,
): string {
  const rows = cells.map((cell) => ({ cell, texts: comparisonCells(cell) }));
  const widths = COMPARISON_COLUMNS.map((title, index) =>
    Math.max(columnsOf(title), ...rows.map(({ texts }) => columnsOf(texts[index] ?? ''))),
  );
  const line = (texts: readonly string[], verdict?: Difference): string => {
    const padded = texts.map((text, index) => pad(text, widths[index] ?? 0, index === 0 || index === texts.length - 1));
    const last = padded.pop() ?? '';
    return `  ${padded.join('  ')}  ${verdict === undefined ? last.trimEnd() : paint(VERDICT_PAINT[verdict], last.trimEnd())}`;
  };
  const byTarget = Map.groupBy(rows, ({ cell }) => comparedTarget(cell));
  const body = [...byTarget].flatMap(([name, own]) => [
    ...wrap(name, widthColumns).map((text) => paint('bold', text)),
    ...own.map(({ cell, texts }) => line(texts, cell.comparison.verdict)),
  ]);
  const pairing = isPaired
    ? 'Rounds are compared one by one: both runs drew the same arrivals.'
    : 'Rounds are not paired: the runs drew other arrivals, or ran under other conditions.';
  const notes = [...missing.map(plainText), pairing, LEGEND].flatMap((text) => wrap(text, widthColumns));
  const table = cells.length === 0 ? [] : [paint('dim', line(COMPARISON_COLUMNS)), ...body];
  return [...table, '', ...notes.map((text) => paint('dim', text))].map((text) => `${text}\n`).join('');
}
