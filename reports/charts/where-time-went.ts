import type { RunRecord } from '../../stats/record.ts';
import type { Summary } from '../../stats/summary.ts';
import { formatShare } from '../../stats/units.ts';
import type { Chart, ChartConfiguration, ChartDataset, Heading, PointLabel } from '../chart.ts';
import { plainText } from '../plain-text.ts';
import { markOf } from '../series-style.ts';
import { type Group, PARTS, type Row, groupsOf, piecesOf, timeText } from './time-parts.ts';
import { SHARE_TICKS, rowsAxis } from './rows-axis.ts';

const ROW_PX = 38;
/** Parts below this share of the bar have no room for a label. */
const MIN_LABELLED_SHARE = 0.07;
/** White between parts, as a share of the bar. */
const SEAM_SHARE = 0.0015;

/** Chart.js' bars want categories; a thick line without round ends is the same and keeps one axis for all. */
function barsOf(row: Row): ChartDataset[] {
  const { targetName, role, breakdown, y } = row;
  return piecesOf(breakdown)
    .filter(({ fromShare, toShare }) => toShare - fromShare > 2 * SEAM_SHARE)
    .map(({ part, fromShare, toShare }) => ({
      label: `${plainText(targetName)} ${role}, ${part.name} ${timeText(row, part.key)}`,
      data: [[fromShare + SEAM_SHARE, y] as const, [toShare - SEAM_SHARE, y] as const],
      showLine: true,
      borderColor: part.color,
      borderWidth: 16,
      borderCapStyle: 'butt',
      pointRadius: 0,
    }));
}

function labelsOf(row: Row): PointLabel[] {
  const { breakdown, y } = row;
  const parts = piecesOf(breakdown)
    .filter(({ fromShare, toShare }) => toShare - fromShare >= MIN_LABELLED_SHARE)
    .map(({ part, fromShare, toShare }) => ({
      yScaleId: 'y',
      x: (fromShare + toShare) / 2,
      y,
      text: `${part.name} ${timeText(row, part.key)}`,
      sides: ['above'] as const,
      isBold: false,
    }));
  const total = { yScaleId: 'y', x: 1, y, text: timeText(row, 'totalMs'), sides: ['right'] as const, isBold: true };
  return [total, ...parts];
}

const headingOf = ({ targetName, style, y }: Group): Heading => ({
  scaleId: 'y',
  value: y,
  mark: markOf(style, 5.5),
  text: plainText(targetName),
  note: '',
});

function configure(record: RunRecord, summary: Summary): ChartConfiguration {
  const groups = groupsOf(record, summary);
  const rows = groups.flatMap((group) => group.rows);
  const rowCount = (rows.at(-1)?.y ?? 0) + 0.6;
  return {
    heightPx: Math.round(130 + (rowCount + 0.5) * ROW_PX),
    datasets: rows.flatMap(barsOf),
    scales: {
      x: {
        type: 'linear',
        min: 0,
        max: 1.27,
        holdupTicks: SHARE_TICKS,
        title: { display: true, text: 'share of the mean wait, which stands at the right' },
      },
      y: rowsAxis(
        rowCount,
        rows.map(({ y, role }) => ({ value: y, label: role })),
      ),
    },
    annotations: {
      legend: PARTS.map(({ meaning, color }) => ({
        text: meaning,
        mark: { marker: 'rect' as const, fillColor: color, edgeColor: color, radiusPx: 7 },
        dash: null,
      })),
      headings: groups.map(headingOf),
      labels: rows.flatMap(labelsOf),
    },
  };
}

export const whereTimeWent: Chart = {
  name: 'where-time-went',
  place: 6,
  title: 'Where the time went',
  question: 'What did requests wait for: the event loop, a worker, the work itself, or us?',
  isShown: (record, summary) => groupsOf(record, summary).length > 0,
  configure,
  describe(record, summary) {
    const parts = groupsOf(record, summary).flatMap(({ rows }) =>
      rows.map((row) => {
        const { targetName, role, breakdown } = row;
        const [largest] = piecesOf(breakdown).toSorted((a, b) => b.toShare - b.fromShare - (a.toShare - a.fromShare));
        if (largest === undefined) return '';
        return `${targetName} ${role} ${timeText(row, 'totalMs')}, of which ${largest.part.name} ${formatShare(largest.toShare - largest.fromShare)}`;
      }),
    );
    return `Mean wait of answered requests and its largest part: ${parts.join('; ') || 'no server told its times'}.`;
  },
  table(record, summary) {
    return {
      columns: ['Target', 'Stream', 'n', ...PARTS.map(({ name }) => name), 'Mean'],
      rows: groupsOf(record, summary).flatMap(({ rows }) =>
        rows.map((row) => [
          row.targetName,
          row.role,
          String(row.breakdown.sampleCount),
          ...PARTS.map(({ key }) => timeText(row, key)),
          timeText(row, 'totalMs'),
        ]),
      ),
    };
  },
};
