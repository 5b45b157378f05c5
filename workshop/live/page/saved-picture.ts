import type { LivePageData } from '../wire.ts';
import { document, window } from './browser.ts';
import { savePng } from './export.ts';
import { type LiveModel, lengthText } from './model.ts';
import type { StripInk } from './strip-paper.ts';
import { drawStrip } from './strip.ts';

const PICTURE = { widthPx: 1_200, titlePx: 54, namePx: 170, lanePx: 112 };

/**
 * All lanes below each other under a title, as one PNG. Runs in the page with its types stripped.
 *
 * @param span on the conductor's clock
 */
export function savePicture(
  { coreCount, nodeVersion, lanes }: LivePageData,
  model: LiveModel,
  span: { readonly fromMs: number; readonly toMs: number },
  ink: StripInk,
): void {
  const scale = window.devicePixelRatio;
  const heightPx = PICTURE.titlePx + PICTURE.lanePx * lanes.length;
  savePng('holdup-live.png', PICTURE.widthPx * scale, heightPx * scale, (canvas) => {
    const ctx = canvas.getContext('2d');
    ctx.scale(scale, scale);
    ctx.fillStyle = ink.color('--paper');
    ctx.fillRect(0, 0, PICTURE.widthPx, heightPx);
    ctx.fillStyle = ink.color('--ink');
    ctx.font = `600 18px ${ink.fontFamily}`;
    ctx.textBaseline = 'middle';
    ctx.fillText('Who waits while one request works?', 14, 18);
    ctx.font = `12px ${ink.fontFamily}`;
    ctx.fillText(
      `${coreCount} cores, Node ${nodeVersion}, one task ${lengthText(model.taskMs)}; ticks: GET /health every 20 to 100 ms; hatched: silence`,
      14,
      40,
    );
    for (const [index, look] of lanes.entries()) {
      const lane = model.lanes.get(look.name);
      if (lane === undefined) continue;
      const y = PICTURE.titlePx + index * PICTURE.lanePx;
      ctx.fillStyle = ink.color('--ink');
      ctx.font = `600 14px ${ink.fontFamily}`;
      ctx.textAlign = 'left';
      ctx.fillText(look.name, 14, y + 30);
      const strip = { widthPx: PICTURE.widthPx - PICTURE.namePx - 14, heightPx: PICTURE.lanePx - 14 };
      const picture = document.createElement('canvas');
      picture.width = strip.widthPx * scale;
      picture.height = strip.heightPx * scale;
      const stripCtx = picture.getContext('2d');
      stripCtx.scale(scale, scale);
      drawStrip(stripCtx, lane, look, { ...strip, ...span }, ink);
      ctx.save();
      ctx.scale(1 / scale, 1 / scale);
      ctx.drawImage(picture, PICTURE.namePx * scale, y * scale);
      ctx.restore();
    }
  });
}
