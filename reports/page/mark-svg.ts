import { type Marker, type SeriesStyle, edgeColor } from '../series-style.ts';

/** The shapes of `chart-marks.ts`, in a box of 20 by 20. */
const SHAPES: Readonly<Record<Marker, string>> = {
  circle: '<circle cx="10" cy="10" r="7"/>',
  rect: '<path d="M4 4h12v12h-12z"/>',
  triangle: '<path d="M10 3l7 13h-14z"/>',
  rectRot: '<path d="M10 2l8 8l-8 8l-8 -8z"/>',
  crossRot: '<path d="M4 4l12 12M16 4l-12 12"/>',
  star: '<path d="M10 2v16M2 10h16M4.5 4.5l11 11M15.5 4.5l-11 11"/>',
  cross: '<path d="M10 3v14M3 10h14"/>',
};

/** A target's marker before its name. */
export const markSvg = ({ color, marker }: SeriesStyle): string =>
  `<svg class="mark" viewBox="0 0 20 20" aria-hidden="true" fill="var(${color})" stroke="var(${edgeColor(color)})" stroke-width="2">${SHAPES[marker]}</svg>`;
