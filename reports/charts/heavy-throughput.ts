import { type HeavyLimit, heavyLimitOf } from '../../stats/heavy-limit.ts';
import type { RunRecord } from '../../stats/record.ts';
import type { StreamSummary, Summary } from '../../stats/summary.ts';
import { formatMs, formatShare } from '../../stats/units.ts';
import type { AxisTick, Chart, ChartConfiguration, ChartDataset, LegendEntry } from '../chart.ts';
import { plainText } from '../plain-text.ts';
import { edgeColor, markOf } from '../series-style.ts';
import { growthText } from '../streams.ts';
import { formatTaskRate, intervalText, plural } from '../wording.ts';
import { type HeavyRow, heavyRows } from './heavy-rows.ts';

const ROW_PX = 68;
/** A bar below its target's name, in rows. */
const BAR_OFFSET = 0.4;
const DOT_OFFSET = 0.64;

const limitText = ({ perSecond, count, kind }: HeavyLimit): string =>
  `limit ${formatTaskRate(perSecond)}: ${plural(count, kind)} / ${formatMs((count * 1_000) / perSecond)}`;

/** Of the level that the charts show. */
const shownLimit = (record: RunRecord, { levels, shownLevelIndex }: Summary): HeavyLimit | null =>
  heavyLimitOf(levels[shownLevelIndex]?.record ?? record);

const ofLimit = (stream: StreamSummary, limit: HeavyLimit | null): string | null =>
  limit === null ? null : formatShare(stream.donePerSecond.value / limit.perSecond);

const ofLimitText = (stream: StreamSummary, limit: HeavyLimit | null): string | null => {
  const share = ofLimit(stream, limit);
  return share === null ? null : `${share} of the limit`;
};

function unstableText(stream: StreamSummary): string | null {
  const growth = growthText(stream);
  return growth === null ? null : `unstable: the backlog grew by ${growth.slice(1)}`;
}

/** Chart.js' bars want categories; a thick line without round ends is the same and keeps one axis for all. */
function barOf({ stream, style, y, targetName }: HeavyRow): ChartDataset[] {
  const bar = {
    label: plainText(targetName),
    data: [
      [0, y + BAR_OFFSET],
      [stream.donePerSecond.value, y + BAR_OFFSET],
    ] as const,
    showLine: true,
    borderColor: style.color,
    borderWidth: 18,
    borderCapStyle: 'butt',
    pointRadius: 0,
  };
  const edge = edgeColor(style.color);
  return edge === style.color ? [bar] : [bar, { ...bar, label: '', borderColor: edge, borderWidth: 21 }];
}

/** Below the bar, so that they do not hide the whisker. */
function roundDots({ stream, style, y, targetName }: HeavyRow): ChartDataset {
  return {
    label: `${plainText(targetName)}, one round`,
    data: stream.rounds.map(({ donePerSecond }) => [donePerSecond, y + DOT_OFFSET]),
    pointStyle: 'circle',
    pointRadius: 2.5,
    pointBackgroundColor: style.color,
    pointBorderColor: edgeColor(style.color),
    clip: false,
  };
}

/** Open, so that the bar and its whisker show through. */
const predictedMark = ({ predictedPerSecond, y }: HeavyRow): ChartDataset => ({
  label: 'predicted',
  data: predictedPerSecond === null ? [] : [[predictedPerSecond, y + BAR_OFFSET]],
  pointStyle: 'rectRot',
  pointRadius: 6,
  pointBackgroundColor: '--paper/0',
  pointBorderColor: '--ink',
  pointBorderWidth: 1.5,
  clip: false,
});

/** About six round numbers. */
function rateTicks(maxPerSecond: number): AxisTick[] {
  const magnitude = 10 ** Math.floor(Math.log10(maxPerSecond));
  const step =
    [0.1, 0.2, 0.5, 1, 2].map((size) => size * magnitude).find((size) => maxPerSecond / size <= 7) ?? magnitude;
  return Array.from({ length: Math.floor(maxPerSecond / step) + 1 }, (_, index) => {
    const value = Number((index * step).toPrecision(6));
    return { value, label: value.toLocaleString('en-US') };
  });
}

const GREY = { fillColor: '--muted', edgeColor: '--muted' } as const;
const LEGEND: readonly LegendEntry[] = [
  { text: 'median of the rounds, with its interval', mark: { ...GREY, marker: 'line', radiusPx: 5 }, dash: [] },
  { text: 'one round', mark: { ...GREY, marker: 'circle', radiusPx: 2.5 }, dash: null },
];

const PREDICTED: LegendEntry = {
  text: 'predicted by queueing theory',
  mark: { marker: 'rectRot', fillColor: '--paper', edgeColor: '--ink', radiusPx: 5 },
  dash: null,
};

function configure(record: RunRecord, summary: Summary): ChartConfiguration {
  const rows = heavyRows(record, summary);
  const isPredicted = rows.some(({ predictedPerSecond }) => predictedPerSecond !== null);
  const highs = rows.flatMap(({ stream, predictedPerSecond }) => [
    stream.donePerSecond.high,
    predictedPerSecond ?? 0,
    ...stream.rounds.map(({ donePerSecond }) => donePerSecond),
  ]);
  const limit = shownLimit(record, summary);
  const maxPerSecond = Math.max(limit?.perSecond ?? 0, ...highs) || 1;
  return {
    heightPx: 120 + Math.max(1, rows.length) * ROW_PX,
    datasets: [...rows.map(predictedMark), ...rows.map(roundDots), ...rows.flatMap(barOf)],
    scales: {
      x: {
        type: 'linear',
        min: 0,
        max: maxPerSecond * 1.06,
        holdupTicks: rateTicks(maxPerSecond * 1.06),
        title: { display: true, text: 'heavy tasks done right, per second' },
      },
      y: { type: 'linear', reverse: true, min: -0.45, max: Math.max(1, rows.length) - 0.2, display: false },
    },
    annotations: {
      legend: isPredicted ? [...LEGEND, PREDICTED] : LEGEND,
      lines: limit === null ? [] : [{ scaleId: 'x', value: limit.perSecond, label: limitText(limit) }],
      headings: rows.map(({ targetName, style, stream, y }) => ({
        scaleId: 'y',
        value: y,
        mark: markOf(style, 5.5),
        text: plainText(targetName),
        note: [formatTaskRate(stream.donePerSecond.value), ofLimitText(stream, limit), unstableText(stream)]
          .filter((text) => text !== null)
          .join(', '),
      })),
      whiskers: rows
        .filter(({ stream }) => stream.donePerSecond.high > stream.donePerSecond.low)
        .map(({ stream, y }) => ({
          yScaleId: 'y',
          y: y + BAR_OFFSET,
          lowX: stream.donePerSecond.low,
          highX: stream.donePerSecond.high,
          color: '--ink' as const,
        })),
      xUnit: 'per second',
    },
  };
}

export const heavyThroughput: Chart = {
  name: 'heavy-throughput',
  place: 4,
  title: 'How much heavy work gets done',
  question: 'What does it cost: how many heavy tasks per second, against what the cores could give at best?',
  // A burst that everybody is done with in time has no rate worth telling.
  isShown: ({ scenario }) => scenario.focus !== 'recovery',
  configure,
  describe(record, summary) {
    const limit = shownLimit(record, summary);
    const parts = heavyRows(record, summary).map(({ targetName, stream }) => {
      const share = ofLimitText(stream, limit);
      return `${targetName} ${formatTaskRate(stream.donePerSecond.value)}${share === null ? '' : ` (${share})`}`;
    });
    return `Heavy tasks done per second: ${parts.join('; ') || 'no heavy work was asked for'}.${limit === null ? '' : ` The ${limitText(limit)}.`}`;
  },
  table(record, summary) {
    const rows = heavyRows(record, summary);
    const limit = shownLimit(record, summary);
    const isPredicted = rows.some(({ predictedPerSecond }) => predictedPerSecond !== null);
    const predictedText = ({ predictedPerSecond }: HeavyRow): string =>
      predictedPerSecond === null ? 'n/a' : formatTaskRate(predictedPerSecond);
    return {
      columns: [
        'Target',
        'Done per second',
        'Interval',
        ...(isPredicted ? ['Predicted'] : []),
        'Of the limit',
        'Each round',
      ],
      rows: rows.map((row) => [
        row.targetName,
        formatTaskRate(row.stream.donePerSecond.value),
        intervalText(row.stream.donePerSecond, formatTaskRate) ?? '',
        ...(isPredicted ? [predictedText(row)] : []),
        ofLimit(row.stream, limit) ?? 'n/a',
        row.stream.rounds.map(({ donePerSecond }) => formatTaskRate(donePerSecond)).join(', '),
      ]),
    };
  },
};
