import type { AxisTick, ChartScale } from '../chart.ts';

/** Rows below each other, from 0 at the top; a tick names what its row is. */
export const rowsAxis = (max: number, holdupTicks: readonly AxisTick[]): ChartScale => ({
  type: 'linear',
  reverse: true,
  min: -0.5,
  max,
  grid: { display: false },
  holdupTicks,
});

/** Of bars that are as long as the whole. */
export const SHARE_TICKS: readonly AxisTick[] = [0, 0.25, 0.5, 0.75, 1].map((value) => ({
  value,
  label: `${value * 100} %`,
}));
