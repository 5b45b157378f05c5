import { expect, test } from 'vitest';
import type { GlanceCell, GlanceColumn } from '../glance.ts';
import { type SeriesStyle, seriesStyles } from '../series-style.ts';
import { spotScale, spotSvg } from './spot-svg.ts';

const style = seriesStyles(['blocking']).get('blocking') as SeriesStyle;

const column = (scale: 'logarithmic' | 'linear'): GlanceColumn => ({
  key: 'a',
  group: 'a',
  title: 'a',
  head: ['', 'a'],
  unit: 'ms',
  best: 'low',
  scale,
});
const cell = (sortValue: number | null, interval: GlanceCell['interval'] = null): GlanceCell => ({
  text: '',
  note: '',
  sortValue,
  interval,
});

/** Where the dot of each cell is, from 0 at the left end to 1 at the right. */
function sharesOf(kind: 'logarithmic' | 'linear', cells: readonly GlanceCell[]): number[] {
  const scale = spotScale(column(kind), cells);
  return cells.map((one) => {
    const x = Number(/cx="([\d.]+)"/u.exec(spotSvg(one, scale, style))?.[1]);
    return Number(((x - 5) / 54).toFixed(2));
  });
}

test.each([
  { kind: 'logarithmic', values: [1, 10, 100], shares: [0, 0.5, 1] },
  { kind: 'linear', values: [1, 10, 100], shares: [0.01, 0.1, 1] },
  { kind: 'linear', values: [0, 0], shares: [0, 0] },
  { kind: 'logarithmic', values: [0, 0.01, 100], shares: [0, 0, 1] },
  { kind: 'logarithmic', values: [100, 100], shares: [0.5, 0.5] },
] as const)('spotSvg() puts $values on one $kind scale', ({ kind, values, shares }) => {
  expect(
    sharesOf(
      kind,
      values.map((value) => cell(value)),
    ),
  ).toEqual(shares);
});

test('spotSvg() keeps numbers together that are nearly the same', () => {
  const [first = 0, second = 0] = sharesOf('logarithmic', [cell(100), cell(110)]);
  expect(second - first).toBeLessThan(0.1);
});

test('spotSvg() draws the whisker within the scale that all intervals need', () => {
  const cells = [cell(10, { low: 1, high: 100 }), cell(20)];
  const scale = spotScale(column('logarithmic'), cells);
  expect(spotSvg(cells[0] ?? cell(0), scale, style)).toContain('d="M5 6H59M5 2.5v7M59 2.5v7"');
  expect(spotSvg(cells[1] ?? cell(0), scale, style)).not.toContain('whisker');
});

test('spotSvg() is empty where there is no number, and hidden from those who hear the text', () => {
  const scale = spotScale(column('linear'), [cell(1)]);
  expect(spotSvg(cell(null), scale, style)).toBe('');
  expect(spotSvg(cell(1), null, style)).toBe('');
  expect(spotSvg(cell(1), scale, style)).toContain('aria-hidden="true"');
  expect(spotScale(column('linear'), [cell(null)])).toBeNull();
});
