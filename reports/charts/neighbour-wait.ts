import type { RunRecord } from '../../stats/record.ts';
import type { Summary, Wait } from '../../stats/summary.ts';
import { formatMs } from '../../stats/units.ts';
import type { Chart, ChartConfiguration, ChartDataset, ChartPoint, Heading, PointLabel } from '../chart.ts';
import { plainText } from '../plain-text.ts';
import { edgeColor, markOf, seriesStyles } from '../series-style.ts';
import { NEIGHBOUR_ROLES, growthText, measuredTargets, shownWait, streamOf } from '../streams.ts';
import { drawnMs, formatWait, waitRange, waitScale } from '../wait-axis.ts';
import { intervalText } from '../wording.ts';
import { GREY, WAIT_LEGEND, WAIT_MARKS, type WaitMark, type WaitRow, highest } from './wait-marks.ts';
import { rowsAxis } from './rows-axis.ts';

/** Heights in rows: a target's name, then a row per stream. */
const TARGET_ROWS = 3.3;
const ROW_OFFSETS = { warm: 1.1, cold: 2.15 } as const;
const ROW_PX = 33;

function rowsOf(record: RunRecord, summary: Summary): WaitRow[] {
  const styles = seriesStyles(record.targets.map(({ name }) => name));
  return measuredTargets(summary).flatMap((target, index) =>
    NEIGHBOUR_ROLES.flatMap((role) => {
      const stream = streamOf(record, target, role);
      const style = styles.get(target.targetName);
      if (stream === undefined || style === undefined) return [];
      return [{ target, stream, role, style, y: index * TARGET_ROWS + ROW_OFFSETS[role] }];
    }),
  );
}

const pointAt = (wait: Wait | null | undefined, y: number): ChartPoint[] =>
  wait === null || wait === undefined ? [] : [[drawnMs(wait.valueMs), y]];

function rangeLine({ stream, style, y }: WaitRow): ChartDataset {
  const ends = [stream.waitMs.p50 ?? highest(stream)?.wait, stream.waitMs.max];
  return {
    label: '',
    data: ends.flatMap((wait) => pointAt(wait, y)),
    showLine: true,
    borderColor: edgeColor(style.color),
    borderWidth: 2,
    pointRadius: 0,
  };
}

function intervalLine({ stream, style, y }: WaitRow): ChartDataset {
  const { p99, p90 } = stream.intervals;
  const interval = stream.waitMs.p99 === null ? p90 : p99;
  return {
    label: '',
    data:
      interval === null
        ? []
        : [
            [drawnMs(interval.low), y],
            [drawnMs(interval.high), y],
          ], // prettier than two points
    showLine: true,
    borderColor: `${style.color}/0.3`,
    borderWidth: 13,
    pointRadius: 0,
  };
}

function markDataset(mark: WaitMark, rows: readonly WaitRow[]): ChartDataset {
  const shown = rows.flatMap((row) =>
    pointAt(mark.pick(row), row.y).map((point) => ({ point, look: mark.look(row.style) })),
  );
  const isUpright = shown[0]?.look.marker === 'line';
  return {
    label: mark.label,
    data: shown.map(({ point }) => point),
    pointStyle: shown.map(({ look }) => look.marker),
    pointBackgroundColor: shown.map(({ look }) => look.fillColor),
    pointBorderColor: shown.map(({ look }) => look.edgeColor),
    pointBorderWidth: 2,
    pointRadius: shown.map(({ look }) => look.radiusPx),
    pointHoverRadius: shown.map(({ look }) => look.radiusPx),
    rotation: isUpright ? 90 : 0,
    clip: false,
  };
}

/** In place of all marks. */
function unstableLabel({ stream, y }: WaitRow, maxMs: number): PointLabel[] {
  const growth = growthText(stream);
  if (growth === null) return [];
  const text = `unstable: backlog ${growth}`;
  return [{ yScaleId: 'y', x: maxMs, y, text, sides: ['left'], isBold: true }];
}

function labelsOf({ stream, y }: WaitRow): PointLabel[] {
  const { p50, max } = stream.waitMs;
  const top = highest(stream);
  const label = (wait: Wait, sides: PointLabel['sides'], prefix: string): PointLabel => ({
    yScaleId: 'y',
    x: drawnMs(wait.valueMs),
    y,
    text: `${prefix}${formatWait(wait)}`,
    sides,
    isBold: wait === top?.wait,
  });
  return [
    ...(p50 === null ? [] : [label(p50, ['above', 'left'], '')]),
    ...(max === null ? [] : [label(max, ['right'], '')]),
    ...(top === null ? [] : [label(top.wait, ['above', 'below'], top.name === 'p99' ? '' : `${top.name} `)]),
  ];
}

function headingsOf(record: RunRecord, summary: Summary): Heading[] {
  const styles = seriesStyles(record.targets.map(({ name }) => name));
  return measuredTargets(summary).map(({ targetName, validTrialCount }, index) => ({
    scaleId: 'y',
    value: index * TARGET_ROWS,
    mark: markOf(styles.get(targetName) ?? GREY, 5.5),
    text: plainText(targetName),
    note: `${validTrialCount} valid ${validTrialCount === 1 ? 'round' : 'rounds'}`,
  }));
}

function configure(record: RunRecord, summary: Summary): ChartConfiguration {
  const rows = rowsOf(record, summary);
  const drawn = rows.flatMap((row) => WAIT_MARKS.flatMap((mark) => pointAt(mark.pick(row), row.y).map(([ms]) => ms)));
  const range = waitRange(drawn);
  const rowCount = Math.max(1, measuredTargets(summary).length) * TARGET_ROWS;
  return {
    heightPx: Math.round(100 + rowCount * ROW_PX),
    datasets: [
      ...rows.map(intervalLine),
      ...rows.map(rangeLine),
      ...WAIT_MARKS.map((mark) => markDataset(mark, rows)),
    ].toReversed(), // Chart.js draws the first dataset on top
    scales: {
      x: {
        ...waitScale(range, 0.12),
        title: { display: true, text: 'wait from when the request was due (log scale)' },
      },
      y: rowsAxis(
        rowCount - 0.55,
        rows.map(({ y, role }) => ({ value: y, label: role })),
      ),
    },
    annotations: {
      legend: WAIT_LEGEND,
      headings: headingsOf(record, summary),
      labels: rows.flatMap((row) => [...unstableLabel(row, range.maxMs), ...labelsOf(row)]),
      xUnit: 'ms',
    },
  };
}

export const neighbourWait: Chart = {
  name: 'neighbour-wait',
  place: 1,
  title: 'How long neighbours wait',
  question: 'While heavy work runs, how long do small requests wait for their answer?',
  configure,
  describe(record, summary) {
    const parts = rowsOf(record, summary).flatMap(({ target, stream, role }) => {
      const growth = growthText(stream);
      if (growth !== null) return [`${target.targetName} ${role} unstable (${growth})`];
      const top = highest(stream);
      if (top === null) return [];
      const worst = stream.waitMs.max === null ? '' : `, the longest ${formatWait(stream.waitMs.max)}`;
      return [`${target.targetName} ${role} ${top.name} ${formatWait(top.wait)}${worst}`];
    });
    return parts.length === 0
      ? 'No target has enough samples to show how long neighbours wait.'
      : `How long neighbours wait while heavy work runs, per target and kind of connection: ${parts.join('; ')}.`;
  },
  table(record, summary) {
    return {
      columns: ['Target', 'Neighbour', 'n', 'Median, no heavy work', 'Median', 'p90', 'p99', 'p99 interval', 'Longest'],
      rows: rowsOf(record, summary).map(({ target, stream, role }) => [
        target.targetName,
        role,
        String(stream.sampleCount),
        stream.quietWaitMs.p50 === null ? 'n/a' : formatMs(stream.quietWaitMs.p50.valueMs),
        shownWait(stream, 'p50'),
        shownWait(stream, 'p90'),
        shownWait(stream, 'p99'),
        intervalText(stream.intervals.p99, formatMs) ?? '',
        shownWait(stream, 'max'),
      ]),
    };
  },
};
