import type { Chart } from 'chart.js';
import type { MarkStyle } from './chart.ts';

/** Drawing by hand on a canvas. Runs in the page too: it may import types only. */
export interface Ink {
  readonly ctx: Chart['ctx'];
  readonly theme: Readonly<Record<string, string>>;
  readonly fontFamily: string;
}

/** The token's colour, with its opacity as two more hex digits: '--series-blue/0.5' is '#0072b280'. */
export function resolveColor(color: string, theme: Readonly<Record<string, string>>): string {
  const [token = '', opacity] = color.split('/');
  const hex = theme[token] ?? token;
  if (opacity === undefined) return hex;
  return `${hex}${Math.round(Number(opacity) * 255)
    .toString(16)
    .padStart(2, '0')}`;
}

export const inkFont = ({ fontFamily }: Ink, sizePx: number, weight: 400 | 600): string =>
  `${weight} ${sizePx}px ${fontFamily}`;

/** Text with a rim of paper, so that it can be read over lines. Font and alignment are the caller's. */
export function writeText({ ctx, theme }: Ink, text: string, x: number, y: number, color: string): void {
  ctx.lineJoin = 'round';
  ctx.lineWidth = 4;
  ctx.setLineDash([]);
  ctx.strokeStyle = theme['--paper'] ?? '';
  ctx.strokeText(text, x, y);
  ctx.fillStyle = resolveColor(color, theme);
  ctx.fillText(text, x, y);
}

/** As much of the text as fits, with an ellipsis where some is missing. */
export function fitText({ ctx }: Ink, text: string, widthPx: number): string {
  if (ctx.measureText(text).width <= widthPx) return text;
  const letters = Array.from(text);
  while (letters.length > 1 && ctx.measureText(`${letters.join('')}…`).width > widthPx) letters.pop();
  return `${letters.join('')}…`;
}

/** Corners of filled markers and strokes of open ones, for a radius of 1. */
const CORNERS: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  rect: [
    [-0.8, -0.8],
    [0.8, -0.8],
    [0.8, 0.8],
    [-0.8, 0.8],
  ],
  triangle: [
    [0, -1],
    [0.95, 0.7],
    [-0.95, 0.7],
  ],
  rectRot: [
    [0, -1.1],
    [1.1, 0],
    [0, 1.1],
    [-1.1, 0],
  ],
};
const STROKE_ANGLES: Readonly<Record<string, readonly number[]>> = {
  line: [90],
  cross: [0, 90],
  crossRot: [45, 135],
  star: [0, 45, 90, 135],
};

/** A rectangle on the canvas, in px. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const overlaps = (box: Box, other: Box): boolean =>
  box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom;

const HATCH_STEP_PX = 6;

/** Slanting lines between two upright ones: a span can be told without its colour, on paper too. */
export function drawHatch({ ctx }: Ink, { left, top, right, bottom }: Box, color: string): void {
  const height = bottom - top;
  ctx.fillStyle = color;
  for (const x of [left, right - 1]) ctx.fillRect(x, top, 1, height);
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, right - left, height);
  ctx.clip();
  ctx.setLineDash([]);
  ctx.globalAlpha = 0.5;
  ctx.strokeStyle = color;
  ctx.lineWidth = 1;
  ctx.beginPath();
  // From a multiple of the step, so that the lines of neighbouring spans run on.
  for (let x = Math.floor((left - height) / HATCH_STEP_PX) * HATCH_STEP_PX; x < right; x += HATCH_STEP_PX) {
    ctx.moveTo(x, bottom);
    ctx.lineTo(x + height, top);
  }
  ctx.stroke();
  ctx.restore();
}

export function drawMark(ink: Ink, mark: MarkStyle, x: number, y: number): void {
  const { ctx, theme } = ink;
  const { marker, radiusPx } = mark;
  if (marker === 'hatch') {
    const box = { left: x - radiusPx, top: y - radiusPx, right: x + radiusPx, bottom: y + radiusPx };
    drawHatch(ink, box, resolveColor(mark.edgeColor, theme));
    return;
  }
  ctx.beginPath();
  if (marker === 'circle') ctx.arc(x, y, radiusPx, 0, 2 * Math.PI);
  for (const [index, [left, top]] of (CORNERS[marker] ?? []).entries()) {
    if (index === 0) ctx.moveTo(x + left * radiusPx, y + top * radiusPx);
    else ctx.lineTo(x + left * radiusPx, y + top * radiusPx);
  }
  ctx.closePath();
  for (const degrees of STROKE_ANGLES[marker] ?? []) {
    const [across, down] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
    ctx.moveTo(x - across * radiusPx, y - down * radiusPx);
    ctx.lineTo(x + across * radiusPx, y + down * radiusPx);
  }
  ctx.setLineDash([]);
  ctx.fillStyle = resolveColor(mark.fillColor, theme);
  ctx.fill();
  ctx.strokeStyle = resolveColor(mark.edgeColor, theme);
  ctx.lineWidth = 1.75;
  ctx.stroke();
}
