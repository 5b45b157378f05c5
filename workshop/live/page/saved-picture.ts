import type { LivePageData } from '../wire.ts';
import { type Canvas, document, window } from './browser.ts';
import { savePng } from './export.ts';
import { lengthText } from './model.ts';
import type { StripInk } from './strip.ts';

const PICTURE = { widthPx: 1_200, titlePx: 54, namePx: 170, lanePx: 112 };

/**
 * All lanes below each other under a title, as one PNG. Runs in the page with its types stripped.
 *
 * @param drawStripOf draws the strip of a lane onto a canvas that shows so many px
 */
export function savePicture(
  { coreCount, nodeVersion, lanes }: LivePageData,
  taskMs: number,
  ink: StripInk,
  drawStripOf: (canvas: Canvas, index: number, widthPx: number, heightPx: number) => void,
): void {
  const scale = window.devicePixelRatio;
  const heightPx = PICTURE.titlePx + PICTURE.lanePx * lanes.length;
  savePng('holdup-live.png', PICTURE.widthPx * scale, heightPx * scale, (canvas) => {
    const ctx = canvas.getContext('2d');
    ctx.save();
    ctx.scale(scale, scale);
    ctx.fillStyle = ink.color('--paper');
    ctx.fillRect(0, 0, PICTURE.widthPx, heightPx);
    ctx.fillStyle = ink.color('--ink');
    ctx.font = `600 18px ${ink.fontFamily}`;
    ctx.textBaseline = 'middle';
    ctx.fillText('Who waits while one request works?', 14, 18);
    ctx.font = `12px ${ink.fontFamily}`;
    ctx.fillText(
      `${coreCount} cores, Node ${nodeVersion}, one task ${lengthText(taskMs)}; ticks: GET /health every 20 to 100 ms; hatched: silence`,
      14,
      40,
    );
    ctx.restore();
    for (const [index, look] of lanes.entries()) {
      const strip = document.createElement('canvas');
      const [widthPx, laneHeightPx] = [PICTURE.widthPx - PICTURE.namePx - 14, PICTURE.lanePx - 14];
      strip.width = widthPx * scale;
      strip.height = laneHeightPx * scale;
      drawStripOf(strip, index, widthPx, laneHeightPx);
      const y = PICTURE.titlePx + index * PICTURE.lanePx;
      ctx.save();
      ctx.scale(scale, scale);
      ctx.fillStyle = ink.color('--ink');
      ctx.font = `600 14px ${ink.fontFamily}`;
      ctx.fillText(look.name, 14, y + 30);
      ctx.restore();
      ctx.drawImage(strip, PICTURE.namePx * scale, y * scale);
    }
  });
}
