import type { RunRecord } from '../../stats/record.ts';
import { STALL_MS, type Summary } from '../../stats/summary.ts';
import { waitAt } from '../../stats/wait-samples.ts';
import type {
  AxisTick,
  Chart,
  ChartConfiguration,
  ChartDataset,
  ChartScale,
  LegendEntry,
  ReferenceLine,
} from '../chart.ts';
import { plainText } from '../plain-text.ts';
import { edgeColor, markOf } from '../series-style.ts';
import { growthText, measuredTargets, streamName, streamOf } from '../streams.ts';
import { type WaitRange, waitRange, waitScale } from '../wait-axis.ts';
import { supportText } from '../wording.ts';
import { CURVE_ROLES, type Curve, type CurveRole, curvesOf } from './percentile-lines.ts';

const STACKED_PANEL_PX = 270;
const SINGLE_PANEL_PX = 340;
const MARKED_SHARES = [0.5, 0.9, 0.99, 0.999] as const;

const ROLE_NAMES: Readonly<Record<CurveRole, string>> = {
  warm: 'Warm neighbour',
  cold: 'Cold neighbour',
  heavy: 'Heavy request',
};

function lineOf(curve: Curve, index: number): ChartDataset {
  const { targetName, role, style, points, spread } = curve;
  return {
    label: plainText(targetName),
    data: points,
    spread,
    spreadColor: `${style.color}/0.16`,
    yAxisID: role,
    showLine: true,
    borderColor: edgeColor(style.color),
    borderWidth: 2,
    borderDash: style.dash,
    pointStyle: style.marker,
    // Markers tell lines apart where their dashes run together; they are staggered so that none hides another.
    pointRadius: points.map((_, step) => ((step + index * 4) % 12 === 5 ? 4.5 : 0)),
    pointHitRadius: 5,
    pointBackgroundColor: style.color,
    pointBorderColor: edgeColor(style.color),
    pointBorderWidth: style.marker === 'star' || style.marker === 'cross' || style.marker === 'crossRot' ? 2 : 1,
    clip: false,
  };
}

function shareTicks(maxX: number): AxisTick[] {
  const shares = [0, ...MARKED_SHARES, 0.9999, 0.99999];
  return shares
    .map((share) => ({
      value: Number((1 / (1 - share)).toPrecision(6)),
      label: `${Number((share * 100).toFixed(3))} %`,
    }))
    .filter(({ value }) => value <= maxX);
}

const panelScale = (range: WaitRange, index: number, panelCount: number): ChartScale => ({
  ...waitScale(range, 0.45),
  position: 'left',
  stack: 'panels',
  stackWeight: 1,
  weight: panelCount - index, // Chart.js stacks from the bottom
  border: { display: true, color: '--line' },
});

function kindOf(record: RunRecord, role: CurveRole): string {
  if (role === 'warm') return 'its connection was open before';
  if (role === 'cold') return 'opens a connection for each request';
  const load = record.scenario.streams.find(({ name }) => name === streamName(record, role))?.load;
  return load?.kind === 'closed' ? 'sent once the one before was answered' : 'to its output in hand';
}

/** A line through requests that never got an answer is too low, and nobody can say by how much. */
function panelNote(record: RunRecord, summary: Summary, curves: readonly Curve[], role: CurveRole): string {
  const isBound = curves.some(
    (curve) => curve.role === role && curve.samples.answeredMs.length < curve.samples.sortedMs.length,
  );
  const unstable = measuredTargets(summary)
    .filter((target) => growthText(streamOf(record, target, role)) !== null)
    .map(({ targetName }) => plainText(targetName));
  return [
    kindOf(record, role),
    ...(isBound ? ['some were never answered, so lines are lower bounds'] : []),
    ...(unstable.length === 0 ? [] : [`unstable, so without a line: ${unstable.join(', ')}`]),
  ].join('; ');
}

const isNeighbourRole = (role: CurveRole): boolean => role !== 'heavy';

/** Neighbours share their range, so that warm and cold can be compared; a stall is theirs alone. */
function rangeOf(curves: readonly Curve[], role: CurveRole): WaitRange {
  const alike = curves.filter((curve) => isNeighbourRole(curve.role) === isNeighbourRole(role));
  const waitsMs = alike.flatMap(({ points, spread }) => [
    ...points.map(([, ms]) => ms),
    ...spread.flatMap(([, low, high]) => [low, high]),
  ]);
  return waitRange(isNeighbourRole(role) ? [STALL_MS, ...waitsMs] : waitsMs);
}

const stallLine = (role: CurveRole): ReferenceLine => ({
  scaleId: role,
  value: STALL_MS,
  label: `stalled: over ${STALL_MS} ms`,
});

const SPREAD: LegendEntry = {
  text: 'pale: lowest to highest round',
  mark: { marker: 'rect', fillColor: '--muted/0.25', edgeColor: '--muted/0.25', radiusPx: 8 },
  dash: null,
};

function legendOf(curves: readonly Curve[], summary: Summary): LegendEntry[] {
  const targets = measuredTargets(summary).flatMap(({ targetName }) => {
    const style = curves.find((curve) => curve.targetName === targetName)?.style;
    return style === undefined ? [] : [{ text: plainText(targetName), mark: markOf(style, 4.5), dash: style.dash }];
  });
  return curves.some(({ spread }) => spread.length > 1) ? [...targets, SPREAD] : targets;
}

const rolesOf = (curves: readonly Curve[]): CurveRole[] =>
  CURVE_ROLES.filter((role) => curves.some((curve) => curve.role === role));

function configure(record: RunRecord, summary: Summary, viewName?: string): ChartConfiguration {
  const curves = curvesOf(record, summary).filter(({ role }) => viewName === undefined || role === viewName);
  const roles = rolesOf(curves);
  const maxX = curves.reduce((max, { points }) => Math.max(max, points.at(-1)?.[0] ?? 0), 10);
  return {
    heightPx: 130 + Math.max(1, roles.length) * (viewName === undefined ? STACKED_PANEL_PX : SINGLE_PANEL_PX),
    datasets: curves.map(lineOf),
    scales: {
      x: {
        type: 'logarithmic',
        min: 1,
        max: maxX * 1.05,
        holdupTicks: shareTicks(maxX * 1.05),
        title: {
          display: true,
          text: ['share of requests that waited no longer', 'waits count from when a request was due'],
        },
      },
      ...Object.fromEntries(roles.map((role, index) => [role, panelScale(rangeOf(curves, role), index, roles.length)])),
    },
    annotations: {
      legend: legendOf(curves, summary),
      lines: roles.filter(isNeighbourRole).map(stallLine),
      headings: roles.map((role) => ({
        scaleId: role,
        value: null,
        mark: null,
        text: ROLE_NAMES[role],
        note: panelNote(record, summary, curves, role),
      })),
      yUnit: 'ms',
    },
  };
}

/** The wait at that share, or n/a where fewer than ten samples lie beyond. */
const waitText = ({ samples }: Curve, share: number): string =>
  supportText(waitAt(samples, share), samples.sortedMs.length);

export const percentileCurve: Chart = {
  name: 'percentile-curve',
  place: 3,
  title: 'From the lucky to the unlucky',
  question: 'How is waiting shared out: is it a few who wait long, or everybody?',
  views: (record, summary) =>
    rolesOf(curvesOf(record, summary)).map((role) => ({ name: role, label: ROLE_NAMES[role] })),
  configure,
  describe(record, summary) {
    const parts = curvesOf(record, summary).map(
      (curve) => `${curve.targetName} ${curve.role} ${MARKED_SHARES.map((share) => waitText(curve, share)).join(', ')}`,
    );
    return `Wait by percentile, counted from when a request was due, each line as far as ten samples lie beyond it. At 50, 90, 99 and 99.9 %: ${parts.join('; ') || 'no samples'}.`;
  },
  table(record, summary) {
    return {
      columns: ['Target', 'Stream', 'n', ...MARKED_SHARES.map((share) => `${Number((share * 100).toFixed(2))} %`)],
      rows: curvesOf(record, summary).map((curve) => [
        curve.targetName,
        curve.role,
        String(curve.samples.sortedMs.length),
        ...MARKED_SHARES.map((share) => waitText(curve, share)),
      ]),
    };
  },
};
