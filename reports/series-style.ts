import type { MarkStyle } from './chart.ts';
import type { ColorToken, SeriesColor } from './theme.ts';

/** A Chart.js point style that stays recognisable at 8 px. */
export type Marker = 'circle' | 'rect' | 'triangle' | 'rectRot' | 'crossRot' | 'star' | 'cross';

/** How one target looks in every picture, table and terminal: never by colour alone. */
export interface SeriesStyle {
  readonly color: SeriesColor;
  /** Lengths of dash and gap in px; empty for a solid line. */
  readonly dash: readonly number[];
  readonly marker: Marker;
  /** The marker as a character, for text. */
  readonly glyph: string;
  /** The marker where a terminal shows ASCII only. */
  readonly asciiGlyph: string;
}

const SOLID: readonly number[] = [];
const DASHED: readonly number[] = [9, 4];
const DOTTED: readonly number[] = [2, 3];
const DASH_DOTTED: readonly number[] = [9, 3, 2, 3];
const LONG_DASHED: readonly number[] = [18, 4];
const SPARSE: readonly number[] = [4, 9];

const GLYPHS: Readonly<Record<Marker, readonly [glyph: string, asciiGlyph: string]>> = {
  circle: ['●', 'o'],
  rect: ['■', '#'],
  triangle: ['▲', '^'],
  rectRot: ['◆', '%'],
  crossRot: ['×', 'x'],
  star: ['∗', '*'],
  cross: ['+', '+'],
};

const style = (color: SeriesColor, dash: readonly number[], marker: Marker): SeriesStyle => ({
  color,
  dash,
  marker,
  glyph: GLYPHS[marker][0],
  asciiGlyph: GLYPHS[marker][1],
});

/**
 * Warm colours block the loop, greens are threads, blues are processes, purple refuses or sends away. The strategies of a
 * run without options have a marker each, as text has no dashes.
 */
export const STRATEGY_STYLES: ReadonlyMap<string, SeriesStyle> = new Map([
  ['blocking', style('--series-vermilion', SOLID, 'circle')],
  ['async-cpu', style('--series-orange', DASHED, 'triangle')],
  ['thread-pool', style('--series-green', SOLID, 'rect')],
  ['thread-pool-clone', style('--series-green', LONG_DASHED, 'cross')],
  ['thread-pool-transfer', style('--series-green', SPARSE, 'crossRot')],
  ['thread-pool-shared', style('--series-sky', DOTTED, 'rect')],
  ['cluster', style('--series-blue', DASH_DOTTED, 'rectRot')],
  ['microtask-yielding', style('--series-vermilion', DOTTED, 'crossRot')],
  ['yielding', style('--series-sky', SOLID, 'triangle')],
  ['load-shedding', style('--series-purple', SOLID, 'circle')],
  ['native', style('--series-green', DASHED, 'star')],
  ['background', style('--series-orange', DOTTED, 'cross')],
  ['thread-per-request', style('--series-green', DOTTED, 'triangle')],
  ['single-thread', style('--series-green', DASH_DOTTED, 'rectRot')],
  ['process-per-request', style('--series-blue', DOTTED, 'circle')],
  ['process-pool', style('--series-blue', DASHED, 'triangle')],
  ['http-offload', style('--series-purple', DASHED, 'rect')],
  ['background-pool', style('--series-sky', DASHED, 'crossRot')],
  ['cluster-pool', style('--series-blue', SOLID, 'rect')],
  ['job-queue', style('--series-grey', SOLID, 'star')],
]);

/** For servers at a URL and strategies that nobody planned: no two equal, and none equal to one above. */
const OTHER_STYLES: readonly SeriesStyle[] = [
  style('--series-purple', DASH_DOTTED, 'triangle'),
  style('--series-yellow', SOLID, 'circle'),
  style('--series-grey', DASHED, 'rectRot'),
  style('--series-sky', DASH_DOTTED, 'star'),
  style('--series-orange', DASH_DOTTED, 'rectRot'),
  style('--series-yellow', DASHED, 'rect'),
  style('--series-purple', DOTTED, 'rectRot'),
  style('--series-grey', DOTTED, 'triangle'),
];

/**
 * The look of each target of a report. An unknown name gets the same look in every report, unless another target of the
 * same report wants it too: then the next free one.
 */
export function seriesStyles(targetNames: readonly string[]): ReadonlyMap<string, SeriesStyle> {
  const styles = new Map<string, SeriesStyle>();
  const taken = new Set<number>();
  for (const name of targetNames) {
    const known = STRATEGY_STYLES.get(name);
    styles.set(name, known ?? otherStyle(name, taken));
  }
  return styles;
}

/** The marker in its colour; yellow with an outline, as it cannot be seen on paper without. */
export function markOf({ color, marker }: SeriesStyle, radiusPx: number): MarkStyle {
  return { marker, fillColor: color, edgeColor: edgeColor(color), radiusPx };
}

export const edgeColor = (color: SeriesColor): ColorToken => (color === '--series-yellow' ? '--ink' : color);

function otherStyle(name: string, taken: Set<number>): SeriesStyle {
  let index = hashText(name) % OTHER_STYLES.length;
  // When all looks are taken they are given out again: from then on labels alone tell the targets apart.
  for (let tries = 0; tries < OTHER_STYLES.length && taken.has(index); tries += 1)
    index = (index + 1) % OTHER_STYLES.length;
  taken.add(index);
  return OTHER_STYLES[index] as SeriesStyle;
}

/** FNV-1a, 32 bits. */
function hashText(text: string): number {
  let hash = 0x81_1c_9d_c5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01_00_01_93) >>> 0;
  return hash;
}
