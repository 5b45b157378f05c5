import type { Chart as ChartJs, Plugin } from 'chart.js';
import type { FoundInstant } from './heartbeat.ts';

const CURSOR_PX = 1.5;
const STALL_FRAME_PX = 2.5;
/** A stall of no width can still be seen. */
const MIN_WIDTH_PX = 5;

/** Draws the chosen moment over the heartbeats: a line through all strips, a frame around the stall. Runs in the page. */
export const instantPlugin = (find: () => FoundInstant | null, theme: Readonly<Record<string, string>>): Plugin => ({
  id: 'instant',
  afterDraw(chart: ChartJs) {
    const found = find();
    const xScale = chart.scales['x'];
    const yScale = chart.scales[found?.strip.scaleId ?? ''];
    if (found === null || xScale === undefined || yScale === undefined) return;
    const { ctx, chartArea } = chart;
    const { instant, stall } = found;
    const left = xScale.getPixelForValue(stall?.fromX ?? instant.atSeconds);
    if (left < chartArea.left - 1 || left > chartArea.right + 1) return;
    const right = Math.max(left + MIN_WIDTH_PX, xScale.getPixelForValue(stall?.toX ?? instant.atSeconds));
    ctx.save();
    ctx.strokeStyle = theme['--ink'] ?? '';
    ctx.lineWidth = CURSOR_PX;
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.moveTo(left, chartArea.top);
    ctx.lineTo(left, chartArea.bottom);
    ctx.stroke();
    ctx.lineWidth = STALL_FRAME_PX;
    ctx.strokeRect(left, yScale.top, right - left, yScale.bottom - yScale.top);
    ctx.restore();
  },
});
