import type { ChartDataset, PointLabel } from '../chart.ts';
import { plainText } from '../plain-text.ts';
import { edgeColor } from '../series-style.ts';
import { type WaitRange, drawnMs, waitRange } from '../wait-axis.ts';
import type { LoadKind, LoadLine } from './load-points.ts';

export type Panel = 'heavy' | 'warm';

/** Where above the highest wait of a panel the unstable ones stand, in decades. */
const UNSTABLE_DECADES = 0.22;
/** Targets stand side by side at each load, or equal ones would hide each other: this share of the axis apart. */
const DODGE_SHARE = 0.009;

export interface Axis {
  readonly kind: LoadKind;
  readonly min: number;
  readonly max: number;
}

export function axisOf(kind: LoadKind, xs: readonly number[]): Axis {
  const max = Math.max(...xs);
  return kind === 'open' ? { kind, min: 0, max: max * 1.1 } : { kind, min: Math.min(...xs) / 1.3, max: max * 1.3 };
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
    yAxisID: panel,
    pointStyle: style.marker,
    pointRadius: 6,
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
      pointBackgroundColor: '--paper',
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
