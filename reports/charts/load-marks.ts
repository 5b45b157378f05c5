import type { ChartDataset, PointLabel } from '../chart.ts';
import { plainText } from '../plain-text.ts';
import { edgeColor } from '../series-style.ts';
import { type WaitRange, drawnMs, waitRange } from '../wait-axis.ts';
import { type LoadKind, type LoadLine, type LoadPoint, kneeOf } from './load-points.ts';

export type Panel = 'heavy' | 'warm';

/** Where above the highest wait of a panel the unstable ones stand, in decades. */
const UNSTABLE_DECADES = 0.22;
/** Targets stand side by side at each load, or equal ones would hide each other: this share of the axis apart. */
const DODGE_SHARE = 0.009;
const FULL_RADIUS_PX = 6.5;
const MIN_RADIUS_PX = 2;
const RING_PX = 10;

export interface Axis {
  readonly kind: LoadKind;
  readonly min: number;
  readonly max: number;
}

/** A limit that is further away than this many times the highest load is not worth the room. */
const LIMIT_REACH = 1.6;

/** @param limit the load that no arrangement of the work can exceed; null: unknown */
export function axisOf(kind: LoadKind, xs: readonly number[], limit: number | null): Axis {
  const highest = Math.max(...xs);
  if (kind === 'closed') return { kind, min: Math.min(...xs) / 1.3, max: highest * 1.3 };
  const isNear = limit !== null && limit <= highest * LIMIT_REACH;
  return { kind, min: 0, max: 1.1 * Math.max(highest, isNear ? limit : 0) };
}

/** @param place 0 in the middle, negative to the left */
const dodged = (x: number, { kind, min, max }: Axis, place: number): number =>
  Number((kind === 'open' ? x + max * DODGE_SHARE * place : x * (max / min) ** (DODGE_SHARE * place)).toPrecision(6));

/** The line through what was measured, and an open mark at the top where the backlog grew. */
export function lineOf(line: LoadLine, panel: Panel, axis: Axis, place: number, range: WaitRange): ChartDataset[] {
  const { target, style } = line;
  const points = line[panel];
  const shared = {
    label: plainText(target.name),
    target: plainText(target.name),
    yAxisID: panel,
    pointStyle: style.marker,
    pointBorderColor: edgeColor(style.color),
    pointBorderWidth: 2,
    clip: false,
  } as const;
  return [
    {
      ...shared,
      data: points.flatMap(({ x, wait }) =>
        wait === null ? [] : [[dodged(x, axis, place), drawnMs(wait.valueMs)] as const],
      ),
      pointRadius: points.flatMap((point) => (point.wait === null ? [] : [radiusPx(point)])),
      showLine: true,
      borderColor: edgeColor(style.color),
      borderWidth: 2,
      borderDash: style.dash,
      pointBackgroundColor: style.color,
    },
    {
      ...shared,
      label: '',
      data: points.flatMap(({ x, growth }) =>
        growth === null ? [] : [[dodged(x, axis, place), unstableMs(range)] as const],
      ),
      pointRadius: points.flatMap((point) => (point.growth === null ? [] : [radiusPx(point)])),
      pointBackgroundColor: '--paper',
    },
  ];
}

/** The area of a mark is the share that was answered right. */
const radiusPx = ({ completedShare }: LoadPoint): number =>
  Math.max(MIN_RADIUS_PX, Number((FULL_RADIUS_PX * Math.sqrt(completedShare)).toFixed(2)));

/** At the lightest load of all, the knee may as well lie before it: that stands in the table. */
const drawnKnee = (line: LoadLine): LoadPoint | null => {
  const knee = kneeOf(line);
  return knee === line.heavy[0] ? null : knee;
};

export const hasKnee = (line: LoadLine): boolean => drawnKnee(line) !== null;

export function kneeLabels(line: LoadLine, axis: Axis, place: number): PointLabel[] {
  const knee = drawnKnee(line);
  if (knee === null || knee.wait === null) return [];
  return [
    {
      target: plainText(line.target.name),
      yScaleId: 'heavy',
      x: dodged(knee.x, axis, place),
      y: drawnMs(knee.wait.valueMs),
      text: 'knee',
      sides: ['above', 'below'],
      isBold: true,
      ring: { marker: 'circle', fillColor: '--paper/0', edgeColor: edgeColor(line.style.color), radiusPx: RING_PX },
    },
  ];
}

export const rangeOf = (lines: readonly LoadLine[], panel: Panel): WaitRange =>
  waitRange(lines.flatMap((line) => line[panel].flatMap(({ wait }) => (wait === null ? [] : [wait.valueMs]))));

const unstableMs = ({ maxMs }: WaitRange): number => maxMs * 10 ** UNSTABLE_DECADES;

export function unstableLabels(
  line: LoadLine,
  panel: Panel,
  axis: Axis,
  place: number,
  range: WaitRange,
): PointLabel[] {
  return line[panel].flatMap(({ x, growth }) =>
    growth === null
      ? []
      : [
          {
            target: plainText(line.target.name),
            yScaleId: panel,
            x: dodged(x, axis, place),
            y: unstableMs(range),
            text: growth,
            sides: ['above', 'left', 'right', 'below'] as const,
            isBold: false,
          },
        ],
  );
}
