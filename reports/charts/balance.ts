import type { RunRecord } from '../../stats/record.ts';
import type { Summary } from '../../stats/summary.ts';
import { formatCount } from '../../stats/units.ts';
import type { Chart, ChartConfiguration, ChartDataset, Heading, LegendEntry, PointLabel } from '../chart.ts';
import { plainText } from '../plain-text.ts';
import { markOf } from '../series-style.ts';
import { type BalanceBar, FATES, balanceBars, piecesOf } from './balance-bars.ts';
import { balanceTable } from './balance-table.ts';
import { SHARE_TICKS, rowsAxis } from './rows-axis.ts';

const ROW_PX = 38;
const HEADING_ROWS = 1;
const GAP_ROWS = 0.2;
/** White between parts, as a share of the bar. */
const SEAM_SHARE = 0.0015;
/** A single lost request of a thousand must be seen: no part is drawn thinner than this share of the bar. */
const MIN_DRAWN_SHARE = 0.006;
const IMBALANCE = 'DOES NOT BALANCE';

interface PlacedBar {
  readonly bar: BalanceBar;
  readonly y: number;
}

interface Group {
  readonly heading: Heading;
  readonly bars: readonly PlacedBar[];
}

/** Targets from top to bottom, each with its bars. */
function groupsOf(record: RunRecord, summary: Summary): Group[] {
  const byTarget = [...Map.groupBy(balanceBars(record, summary), ({ targetName }) => targetName).values()];
  let y = 0;
  return byTarget.flatMap((bars) => {
    const [first] = bars;
    if (first === undefined) return [];
    const top = y;
    y += HEADING_ROWS + bars.length + GAP_ROWS;
    const heading = {
      scaleId: 'y',
      value: top,
      mark: markOf(first.style, 5.5),
      text: plainText(first.targetName),
      note: bars.every(({ isBalanced }) => isBalanced) ? 'balances' : IMBALANCE,
    };
    return [{ heading, bars: bars.map((bar, index) => ({ bar, y: top + HEADING_ROWS + index + 0.1 })) }];
  });
}

/** Chart.js' bars want categories; a thick line without round ends is the same, and its dashes are a pattern. */
function piecesDrawn({ bar, y }: PlacedBar): ChartDataset[] {
  return piecesOf(bar).map(({ fate, count, fromShare, toShare }) => {
    const start = Math.min(fromShare, 1 - MIN_DRAWN_SHARE) + SEAM_SHARE;
    const end = Math.max(toShare - SEAM_SHARE, start + MIN_DRAWN_SHARE);
    return {
      label: `${plainText(bar.targetName)} ${bar.counted}, ${fate.name} ${formatCount(count)}`,
      data: [[start, y] as const, [end, y] as const],
      showLine: true,
      borderColor: fate.color,
      borderDash: [...fate.dash],
      borderWidth: 15,
      borderCapStyle: 'butt',
      pointRadius: 0,
    };
  });
}

/** Beside a bar whose parts are not the whole. */
function alarmsOf(placed: readonly PlacedBar[]): ChartDataset[] {
  const odd = placed.filter(({ bar }) => !bar.isBalanced);
  if (odd.length === 0) return [];
  return [
    {
      label: IMBALANCE,
      data: odd.map(({ y }) => [1.03, y] as const),
      pointStyle: 'crossRot',
      pointBackgroundColor: '--alarm',
      pointBorderColor: '--alarm',
      pointBorderWidth: 3.5,
      pointRadius: 8,
    },
  ];
}

const alarmLabel = ({ bar, y }: PlacedBar): PointLabel[] =>
  bar.isBalanced ? [] : [{ yScaleId: 'y', x: 1.03, y, text: IMBALANCE, sides: ['right', 'above'], isBold: true }];

/** What the parts add up to, above the bar; short enough for a phone. */
function equationLine({ bar, y }: PlacedBar): Heading {
  const [wholeCount = ''] = bar.wholeText.split(' ');
  const refusedCount = bar.counts.refused ?? 0;
  const whole = refusedCount === 0 ? wholeCount : `${wholeCount} of ${formatCount(bar.wholeCount)} accepted`;
  return { scaleId: 'y', value: y - 0.47, mark: null, text: '', note: `${whole} = ${bar.partsText}` };
}

/** The load where there are several, and what is counted where both are. */
function rowLabel({ counted, levelName, streamLabel }: BalanceBar): string {
  return plainText([levelName, streamLabel, counted].filter((text) => text !== '').join(' '));
}

/** The parts that there are; a pattern is shown as a line, as a square has none. */
function legendOf(bars: readonly BalanceBar[]): LegendEntry[] {
  const found = new Set(bars.flatMap((bar) => piecesOf(bar).map(({ fate }) => fate.key)));
  const entries = new Map(
    FATES.filter(({ key }) => found.has(key)).map(({ meaning, color, dash }) => [
      meaning,
      {
        text: meaning,
        mark: { marker: 'rect', fillColor: color, edgeColor: color, radiusPx: dash.length > 0 ? 0 : 7 },
        dash: dash.length > 0 ? dash : null,
      } as const,
    ]),
  );
  return [...entries.values()];
}

function configure(record: RunRecord, summary: Summary): ChartConfiguration {
  const groups = groupsOf(record, summary);
  const placed = groups.flatMap(({ bars }) => bars);
  const rowCount = (placed.at(-1)?.y ?? 0) + 0.6;
  const isBalanced = placed.every(({ bar }) => bar.isBalanced);
  return {
    heightPx: Math.round(130 + (rowCount + 0.5) * ROW_PX),
    datasets: [...alarmsOf(placed), ...placed.flatMap(piecesDrawn)],
    scales: {
      x: {
        type: 'linear',
        min: 0,
        max: isBalanced ? 1.02 : 1.3,
        holdupTicks: SHARE_TICKS,
        title: { display: true, text: ['share of all that were asked for', 'jobs: of all that were accepted'] },
      },
      y: rowsAxis(
        rowCount,
        placed.map(({ bar, y }) => ({ value: y, label: rowLabel(bar) })),
      ),
    },
    annotations: {
      legend: legendOf(placed.map(({ bar }) => bar)),
      headings: groups.flatMap(({ heading, bars }) => [heading, ...bars.map(equationLine)]),
      labels: placed.flatMap(alarmLabel),
    },
  };
}

export const balance: Chart = {
  name: 'balance',
  place: 10,
  title: 'Refused, failed, lost',
  question: 'What became of every heavy request: is what was accepted also done, failed, cancelled or lost?',
  draws: 'all-levels',
  isShown: (record, summary) => balanceBars(record, summary).length > 0,
  configure,
  describe(record, summary) {
    const bars = balanceBars(record, summary);
    const parts = bars.map((bar) => {
      const place = [bar.targetName, bar.levelName, bar.streamLabel].filter((text) => text !== '').join(' ');
      return `${place} ${bar.wholeText} = ${bar.partsText}${bar.isBalanced ? '' : `, which ${IMBALANCE}`}`;
    });
    const oddCount = bars.filter(({ isBalanced }) => !isBalanced).length;
    const verdict = oddCount === 0 ? 'all of them balance' : `${oddCount} of ${bars.length} DO NOT BALANCE`;
    return parts.length === 0
      ? 'Nobody asked for heavy work.'
      : `What became of heavy requests and jobs, ${verdict}: ${parts.join('; ')}.`;
  },
  table: balanceTable,
};
