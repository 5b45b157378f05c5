import type { RunRecord } from '../../stats/record.ts';
import type { Summary } from '../../stats/summary.ts';
import { formatMs, formatShare } from '../../stats/units.ts';
import type {
  Chart,
  ChartConfiguration,
  ChartDataset,
  ChartPoint,
  Heading,
  LegendEntry,
  MarkStyle,
  PointLabel,
} from '../chart.ts';
import { plainText } from '../plain-text.ts';
import { type SeriesStyle, edgeColor, markOf } from '../series-style.ts';
import { shownWait } from '../streams.ts';
import { drawnMs, formatWait, waitRange, waitScale } from '../wait-axis.ts';
import { type InsideRow, hiddenBy, insideRows } from './inside-rows.ts';
import { GREY, highest } from './wait-marks.ts';
import { rowsAxis } from './rows-axis.ts';

/** Heights in rows: a target's name, then what it says, then what its neighbours saw. */
const TARGET_ROWS = 3.3;
const ROW_OFFSETS = { inside: 1.1, outside: 2.15 } as const;
const ROW_PX = 33;
const NOT_RECORDED = 'not in this record';

interface Figure {
  readonly valueMs: number;
  readonly text: string;
}

/** One line of the picture: what the server says, or what its neighbours saw. */
interface Line {
  readonly side: keyof typeof ROW_OFFSETS;
  readonly style: SeriesStyle;
  readonly y: number;
  readonly mean: Figure | null;
  readonly tail: Figure | null;
  readonly longest: Figure | null;
}

const figure = (ms: number | null, name: string): Figure | null =>
  ms === null ? null : { valueMs: ms, text: `${name} ${formatMs(ms)}` };

function linesOf(row: InsideRow, index: number): Line[] {
  const { style, inside, outside } = row;
  const y = index * TARGET_ROWS;
  const tail = highest(outside);
  const { max } = outside.waitMs;
  return [
    {
      side: 'inside',
      style,
      y: y + ROW_OFFSETS.inside,
      mean: figure(inside.meanMs, 'mean'),
      tail: figure(inside.p99Ms, 'p99'),
      longest: figure(inside.maxMs, 'max'),
    },
    {
      side: 'outside',
      style,
      y: y + ROW_OFFSETS.outside,
      mean: figure(outside.meanMs?.valueMs ?? null, 'mean'),
      tail: tail === null ? null : { valueMs: tail.wait.valueMs, text: `${tail.name} ${formatWait(tail.wait)}` },
      longest: max === null ? null : { valueMs: max.valueMs, text: `max ${formatWait(max)}` },
    },
  ];
}

const MARKS: readonly {
  readonly key: 'mean' | 'tail' | 'longest';
  readonly label: string;
  readonly look: (style: SeriesStyle) => MarkStyle;
}[] = [
  {
    key: 'mean',
    label: 'mean',
    look: () => ({ marker: 'crossRot', fillColor: '--muted', edgeColor: '--muted', radiusPx: 4 }),
  },
  {
    key: 'tail',
    label: 'p99',
    look: ({ color }) => ({ marker: 'circle', fillColor: '--paper', edgeColor: edgeColor(color), radiusPx: 6 }),
  },
  { key: 'longest', label: 'longest', look: (style) => markOf(style, 6.5) },
];

/** @param rows of which an old record has no p99 from inside */
function legendOf(rows: readonly InsideRow[]): LegendEntry[] {
  const isAbsent = rows.length > 0 && rows.every(({ inside }) => inside.p99Ms === null);
  return MARKS.map(({ key, label, look }) => ({
    text: key === 'tail' && isAbsent ? `${label} (from inside: ${NOT_RECORDED})` : label,
    mark: { ...look(GREY), radiusPx: 5 },
    dash: null,
  }));
}

const pointOf = (one: Figure | null, y: number): ChartPoint[] => (one === null ? [] : [[drawnMs(one.valueMs), y]]);

/** From the p99 to the longest: what a p99 alone leaves unsaid. */
const rangeLine = ({ style, y, tail, longest }: Line): ChartDataset => ({
  label: '',
  data: [...pointOf(tail, y), ...pointOf(longest, y)],
  showLine: true,
  borderColor: edgeColor(style.color),
  borderWidth: 2,
  pointRadius: 0,
});

function markDatasets(lines: readonly Line[]): ChartDataset[] {
  return MARKS.map(({ key, label, look }) => {
    const shown = lines.flatMap((line) =>
      pointOf(line[key], line.y).map((point) => ({ point, mark: look(line.style) })),
    );
    return {
      label,
      data: shown.map(({ point }) => point),
      pointStyle: shown.map(({ mark }) => mark.marker),
      pointBackgroundColor: shown.map(({ mark }) => mark.fillColor),
      pointBorderColor: shown.map(({ mark }) => mark.edgeColor),
      pointBorderWidth: 2,
      pointRadius: shown.map(({ mark }) => mark.radiusPx),
      pointHoverRadius: shown.map(({ mark }) => mark.radiusPx),
      clip: false,
    };
  });
}

function labelsOf({ y, tail, longest }: Line): PointLabel[] {
  const label = (one: Figure | null, sides: PointLabel['sides'], isBold: boolean): PointLabel[] =>
    one === null ? [] : [{ yScaleId: 'y', x: drawnMs(one.valueMs), y, text: one.text, sides, isBold }];
  return [...label(tail, ['left', 'above'], true), ...label(longest, ['right', 'above'], false)];
}

/** "loop 98 % busy, 34 % of neighbours stalled". */
function noteOf({ inside, outside, growth }: InsideRow): string {
  const seen = growth === null ? `${formatShare(outside.stalledShare)} of neighbours stalled` : `unstable: ${growth}`;
  return `loop ${formatShare(inside.busyShare)} busy, ${seen}`;
}

const headingOf = (row: InsideRow, index: number): Heading => ({
  scaleId: 'y',
  value: index * TARGET_ROWS,
  mark: markOf(row.style, 5.5),
  text: plainText(row.targetName),
  note: noteOf(row),
});

function configure(record: RunRecord, summary: Summary): ChartConfiguration {
  const rows = insideRows(record, summary);
  const lines = rows.flatMap(linesOf);
  const range = waitRange(
    lines.flatMap(({ mean, tail, longest }) => [mean, tail, longest].flatMap((one) => one?.valueMs ?? [])),
  );
  const rowCount = Math.max(1, rows.length) * TARGET_ROWS;
  return {
    heightPx: Math.round(118 + rowCount * ROW_PX),
    datasets: [...lines.map(rangeLine), ...markDatasets(lines)].toReversed(), // Chart.js draws the first dataset on top
    scales: {
      x: {
        ...waitScale(range, 0.3),
        title: {
          display: true,
          text: ['inside: delay of the server’s own event loop', 'outside: wait of its neighbours (log scale)'],
        },
      },
      y: rowsAxis(
        rowCount - 0.55,
        lines.map(({ y, side }) => ({ value: y, label: side })),
      ),
    },
    annotations: {
      legend: legendOf(rows),
      headings: rows.map(headingOf),
      labels: lines.flatMap(labelsOf),
      xUnit: 'ms',
    },
  };
}

const told = (ms: number | null): string => (ms === null ? NOT_RECORDED : formatMs(ms));

function rowText({ targetName, inside, outside, growth }: InsideRow): string {
  const tail = highest(outside);
  const waited =
    growth === null
      ? `${tail === null ? '' : `${tail.name} ${formatWait(tail.wait)}, `}${formatShare(outside.stalledShare)} stalled`
      : `unstable (${growth})`;
  return `${targetName} inside p99 ${told(inside.p99Ms)} and longest ${formatMs(inside.maxMs)}, outside ${waited}`;
}

/** Where a dashboard would have shown that all was well, and it was not. */
function hiddenText(rows: readonly InsideRow[]): string {
  const texts = rows.flatMap((row) => {
    const hidden = hiddenBy(row);
    return hidden.length === 0 ? [] : [`the ${hidden.join(' and the ')} of ${row.targetName}`];
  });
  return texts.length === 0 ? '' : ` Less than half of what neighbours waited: ${texts.join(', ')}.`;
}

export const insideOutside: Chart = {
  name: 'inside-outside',
  place: 7,
  title: 'Inside against outside',
  question:
    'Would the server’s own event-loop delay have shown it, which takes no samples during a stall and so counts it once, however many wait?',
  isShown: (record, summary) => insideRows(record, summary).length > 0,
  configure,
  describe(record, summary) {
    const rows = insideRows(record, summary);
    return rows.length === 0
      ? 'No server told how late its event loop was.'
      : `What each server says of its own event loop, and what its neighbours saw: ${rows.map(rowText).join('; ')}.${hiddenText(rows)}`;
  },
  table(record, summary) {
    return {
      columns: [
        'Target',
        'Loop busy',
        'Inside mean',
        'Inside p99',
        'Inside longest',
        'Outside mean',
        'Outside p99',
        'Outside longest',
        'Neighbours stalled',
        'Inside, less than half of it',
      ],
      rows: insideRows(record, summary).map((row) => [
        row.targetName,
        formatShare(row.inside.busyShare),
        told(row.inside.meanMs),
        told(row.inside.p99Ms),
        formatMs(row.inside.maxMs),
        row.outside.meanMs === null ? 'n/a' : formatWait(row.outside.meanMs),
        shownWait(row.outside, 'p99'),
        shownWait(row.outside, 'max'),
        formatShare(row.outside.stalledShare),
        hiddenBy(row).join(', '),
      ]),
    };
  },
};
