import type { Difference } from '../stats/compare/compare.ts';
import { type ComparedCell, type RecordComparison, cellName } from '../stats/compare/compare-records.ts';
import { formatFigure, formatRatio } from '../stats/compare/comparison-verdict.ts';
import { columnsOf, plainText, wrap } from './plain-text.ts';
import type { Paint, Pen } from './terminal-pen.ts';
import { plural } from './wording.ts';

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

export const COMPARISON_LEGEND =
  'ratio: after to before. better, worse: its interval excludes 1. no difference: none is shown. too small: whatever there is matters to nobody (within 1.1 times, or below twice the wait without heavy work).';

/** "2 of 12 figures differ: 1 better, 1 worse", "0 of 12 figures differ". */
export function differenceText({ cells }: RecordComparison): string {
  const countOf = (wanted: Difference): number =>
    cells.filter(({ comparison }) => comparison.verdict === wanted).length;
  const [betterCount, worseCount] = [countOf('better'), countOf('worse')];
  const changedCount = betterCount + worseCount;
  const split = changedCount === 0 ? '' : `: ${betterCount} better, ${worseCount} worse`;
  return `${changedCount} of ${plural(cells.length, 'figure')} differ${split}`;
}

export const pairingText = ({ isPaired }: RecordComparison): string =>
  isPaired
    ? 'Rounds are compared one by one: both runs drew the same arrivals.'
    : 'Rounds are not paired: the runs drew other arrivals, or ran under other conditions.';

/** The lines of the table, none wider than 80 columns unless a stream's name is long. */
export function comparisonTable(
  comparison: RecordComparison,
  { widthColumns, paint, plain }: Pick<Pen, 'widthColumns' | 'paint' | 'plain'>,
): string {
  const { cells, missing } = comparison;
  const rows = cells.map((cell) => ({ cell, texts: comparisonCells(cell).map(plain) }));
  const widths = COMPARISON_COLUMNS.map((title, index) =>
    Math.max(columnsOf(title), ...rows.map(({ texts }) => columnsOf(texts[index] ?? ''))),
  );
  const line = (texts: readonly string[], verdict?: Difference): string => {
    const padded = texts.map((text, index) => pad(text, widths[index] ?? 0, index === 0 || index === texts.length - 1));
    const last = padded.pop() ?? '';
    return `  ${padded.join('  ')}  ${verdict === undefined ? last.trimEnd() : paint(VERDICT_PAINT[verdict], last.trimEnd())}`;
  };
  const byTarget = Map.groupBy(rows, ({ cell }) => plain(comparedTarget(cell)));
  const body = [...byTarget].flatMap(([name, own]) => [
    ...wrap(name, widthColumns).map((text) => paint('bold', text)),
    ...own.map(({ cell, texts }) => line(texts, cell.comparison.verdict)),
  ]);
  const notes = [...missing.map(plain), pairingText(comparison), COMPARISON_LEGEND].flatMap((text) =>
    wrap(text, widthColumns),
  );
  const table = cells.length === 0 ? [] : [paint('dim', line(COMPARISON_COLUMNS)), ...body];
  return [...table, '', ...notes.map((text) => paint('dim', text))].map((text) => `${text}\n`).join('');
}
