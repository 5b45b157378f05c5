import type { Context } from './browser.ts';
import { lengthText } from './model.ts';

/** What a strip is drawn on: a time from left to right. Runs in the page with its types stripped. */
export interface StripPlace {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Whole seconds are counted from here; absent: on the conductor's clock. */
  readonly zeroMs?: number;
}

export interface StripInk {
  /** Colours of the theme that is shown, by name. */
  readonly color: (token: string) => string;
  readonly fontFamily: string;
  readonly fontPx: number;
}

export const HIGHEST_MS = 4_000;
const LEVELS_MS = [10, 100, 1_000];
const HATCH_PX = 7;
/** What the levels' names take at the left. */
export const LEVELS_PX = 56;
export const xOf = ({ widthPx, fromMs, toMs }: StripPlace, atMs: number): number =>
  ((atMs - fromMs) / (toMs - fromMs)) * widthPx;

/** 0..1 of the band for a wait; log, so that 10, 100 and 1000 ms are as far apart. */
export const heightShare = (waitMs: number): number =>
  Math.min(1, Math.max(0.06, Math.log10(waitMs + 1) / Math.log10(HIGHEST_MS)));

/** Those of the shown time, on its own clock. */
function wholeSeconds({ fromMs, toMs, zeroMs = 0 }: StripPlace): number[] {
  const first = Math.ceil((fromMs - zeroMs) / 1_000);
  const count = Math.max(0, Math.floor((toMs - zeroMs) / 1_000) - first + 1);
  return Array.from({ length: count }, (_, index) => zeroMs + (first + index) * 1_000);
}

/** The seconds below strips that share their time: "0 s", "1 s". */
export function drawRuler(ctx: Context, place: StripPlace, ink: StripInk): void {
  const { widthPx, heightPx, zeroMs = 0 } = place;
  ctx.clearRect(0, 0, widthPx, heightPx);
  ctx.strokeStyle = ink.color('--muted');
  ctx.fillStyle = ink.color('--muted');
  ctx.lineWidth = 1;
  ctx.setLineDash([]);
  ctx.font = `${ink.fontPx}px ${ink.fontFamily}`;
  ctx.textBaseline = 'top';
  ctx.beginPath();
  ctx.moveTo(0, 0.5);
  ctx.lineTo(widthPx, 0.5);
  let freeX = -Infinity;
  for (const atMs of wholeSeconds(place)) {
    const x = Math.round(xOf(place, atMs)) + 0.5;
    ctx.moveTo(x, 0);
    ctx.lineTo(x, 6);
    const text = `${Math.round((atMs - zeroMs) / 1_000)} s`;
    const { width } = ctx.measureText(text);
    const left = x - width / 2;
    if (left < freeX || left < 0 || left + width > widthPx) continue;
    ctx.textAlign = 'left';
    ctx.fillText(text, left, 9);
    freeX = left + width + 10;
  }
  ctx.stroke();
}

export function drawGrid(ctx: Context, place: StripPlace, ink: StripInk, bandPx: number): void {
  ctx.strokeStyle = ink.color('--grid');
  ctx.lineWidth = 1;
  ctx.setLineDash([]);
  ctx.beginPath();
  for (const atMs of wholeSeconds(place)) {
    const x = Math.round(xOf(place, atMs)) + 0.5;
    ctx.moveTo(x, 0);
    ctx.lineTo(x, place.heightPx);
  }
  for (const level of LEVELS_MS) {
    const y = Math.round(bandPx * (1 - heightShare(level))) + 0.5;
    ctx.moveTo(0, y);
    ctx.lineTo(place.widthPx, y);
  }
  ctx.stroke();
}

/** Over the ticks, on a patch of paper. */
export function drawLevels(ctx: Context, ink: StripInk, bandPx: number): void {
  ctx.font = `${ink.fontPx - 1}px ${ink.fontFamily}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  for (const level of LEVELS_MS)
    drawLabel(ctx, ink, lengthText(level).replace('.00', ''), 2, bandPx * (1 - heightShare(level)), '--muted');
}

export function drawLabel(ctx: Context, ink: StripInk, text: string, x: number, y: number, token: string): void {
  const { width } = ctx.measureText(text);
  ctx.fillStyle = ink.color('--paper');
  ctx.globalAlpha = 0.85;
  ctx.fillRect(x - 2, y - ink.fontPx * 0.65, width + 4, ink.fontPx * 1.3);
  ctx.globalAlpha = 1;
  ctx.fillStyle = ink.color(token);
  ctx.fillText(text, x, y);
}

/** A rectangle of slanted lines with an edge: seen without colour too. */
export function hatch(ctx: Context, x: number, y: number, width: number, height: number, slope: 1 | -1): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, y, width, height);
  ctx.clip();
  ctx.beginPath();
  for (let start = x - height; start < x + width + height; start += HATCH_PX) {
    ctx.moveTo(start, slope === 1 ? y + height : y);
    ctx.lineTo(start + height, slope === 1 ? y : y + height);
  }
  ctx.stroke();
  ctx.restore();
  ctx.strokeRect(x, y, width, height);
}
