import { STALL_MS } from '../../stats/summary.ts';
import type { Service } from '../service.ts';

/** What the neighbours of a target got, as a bar of three parts and in words. */
export const SERVICE_LEGEND = `Good (solid): answered within ${STALL_MS} ms. Slow (hatched): later. Not served (empty): refused, failed, wrong, given up or lost.`;

const WIDTH = 104;
const HEIGHT = 10;
const STRIPE_PX = 5;

/** Slanted lines that end at the edges of the part: no picture of the page may refer to a pattern. */
function hatch(fromX: number, toX: number): string {
  const lines: string[] = [];
  for (let footX = fromX - HEIGHT + STRIPE_PX; footX < toX; footX += STRIPE_PX) {
    const [left, right] = [Math.max(fromX, footX), Math.min(toX, footX + HEIGHT)];
    if (right > left)
      lines.push(
        `M${left.toFixed(1)} ${(HEIGHT - (left - footX)).toFixed(1)}L${right.toFixed(1)} ${(HEIGHT - (right - footX)).toFixed(1)}`,
      );
  }
  return lines.join('');
}

const box = (className: string, fromX: number, toX: number): string =>
  toX <= fromX
    ? ''
    : `<rect class="${className}" x="${fromX.toFixed(1)}" y="0.5" width="${(toX - fromX).toFixed(1)}" height="${HEIGHT - 1}"/>`;

/** Without words: they stand beside it. */
export function serviceBar({ goodCount, slowCount, unservedCount }: Service): string {
  const total = goodCount + slowCount + unservedCount;
  // However few: nobody is left out of the picture.
  const widths = [goodCount, slowCount, unservedCount].map((count) =>
    count === 0 ? 0 : Math.max(2, (count / total) * WIDTH),
  );
  const scale = (WIDTH - 1) / widths.reduce((sum, width) => sum + width, 0);
  const [goodPx = 0, slowPx = 0, unservedPx = 0] = widths.map((width) => width * scale);
  const slowX = 0.5 + goodPx;
  const unservedX = slowX + slowPx;
  const stripes = slowPx === 0 ? '' : `<path class="slow" d="${hatch(slowX, unservedX)}"/>`;
  return `<svg class="service" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true">${box('good', 0.5, slowX)}${box('slow', slowX, unservedX)}${stripes}${box('unserved', unservedX, unservedX + unservedPx)}</svg>`;
}
