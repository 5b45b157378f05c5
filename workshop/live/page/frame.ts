import { type Canvas, type Context, ResizeObserver, getComputedStyle, window } from './browser.ts';
import type { StripInk } from './strip-paper.ts';

/** Paper and ink of the page's pictures. Runs in the page with its types stripped. */
export interface Frame {
  readonly ctx: Context;
  readonly widthPx: number;
  readonly heightPx: number;
}

interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly scale: number;
}

const sizes = new Map<Canvas, Size>();

/** Told by the browser when it has laid out the page anyway: asking for each picture would have it do so each time. */
const sizeWatch = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    const scale = window.devicePixelRatio;
    const { width: widthPx, height: heightPx } = contentRect;
    sizes.set(target, { widthPx, heightPx, scale });
    target.width = Math.round(widthPx * scale);
    target.height = Math.round(heightPx * scale);
  }
});

export const watchSize = (canvas: Canvas): void => sizeWatch.observe(canvas);

export function forgetSize(canvas: Canvas): void {
  sizeWatch.unobserve(canvas);
  sizes.delete(canvas);
}

/** Draws in CSS px. Does nothing while the canvas is hidden or not laid out yet. @returns whether it drew */
export function paint(canvas: Canvas, draw: (frame: Frame) => void): boolean {
  const { widthPx = 0, heightPx = 0, scale = 1 } = sizes.get(canvas) ?? {};
  if (widthPx === 0 || heightPx === 0) return false;
  const ctx = canvas.getContext('2d');
  ctx.save();
  ctx.scale(scale, scale);
  draw({ ctx, widthPx, heightPx });
  ctx.restore();
  return true;
}

export const widthOf = (canvas: Canvas): number => sizes.get(canvas)?.widthPx ?? 0;

/** The colours of the theme that is shown, read once each. */
export function inkOf(root: Parameters<typeof getComputedStyle>[0], fontPx: number): StripInk {
  const style = getComputedStyle(root);
  const colors = new Map<string, string>();
  const color = (token: string): string => {
    const known = colors.get(token) ?? style.getPropertyValue(token);
    colors.set(token, known);
    return known;
  };
  return { color, fontFamily: 'system-ui, sans-serif', fontPx };
}
