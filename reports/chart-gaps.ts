import type { Chart } from 'chart.js';
import type { Annotations, Gap } from './chart.ts';
import { type Box, type Ink, drawHatch, inkFont, overlaps, resolveColor, writeText } from './chart-marks.ts';

/** The heartbeats: a tick per request, and the gaps where they stall. Runs in the page too. */
interface Beat {
  readonly x: number;
  readonly y: number;
}

/** Height of a strip's heading. */
const STRIP_HEADING_PX = 24;
const GAP_LABEL_PX = 11.5;
const COLUMN_PX = 2;
const PALE_ALPHA = 0.45;

/** From the floor of its strip to where the strip's heading stands. */
function gapBox(chart: Chart, gap: Gap): Box | null {
  const xScale = chart.scales['x'];
  const scale = chart.scales[gap.scaleId];
  if (xScale === undefined || scale === undefined) return null;
  const [left, right] = [xScale.getPixelForValue(gap.fromX), xScale.getPixelForValue(gap.toX)];
  return { left, top: scale.top + STRIP_HEADING_PX, right: Math.max(right, left + 1), bottom: scale.bottom };
}

export function drawGap(chart: Chart, ink: Ink, gap: Gap): void {
  const box = gapBox(chart, gap);
  if (box === null) return;
  const { ctx, theme } = ink;
  ctx.fillStyle = resolveColor(`${gap.color}/0.1`, theme);
  ctx.fillRect(box.left, box.top, box.right - box.left, box.bottom - box.top);
  drawHatch(ink, box, resolveColor(gap.color, theme));
}

interface GapLabel {
  readonly text: string;
  readonly box: Box;
  readonly weight: 400 | 600;
}

/** Where the label of a gap would stand: in its middle, within the picture. */
function labelPlace(chart: Chart, ink: Ink, { text, box, weight }: GapLabel): Box {
  ink.ctx.font = inkFont(ink, GAP_LABEL_PX, weight);
  const width = ink.ctx.measureText(text).width;
  const middle = (box.left + box.right - width) / 2;
  const left = Math.min(Math.max(middle, chart.chartArea.left + 2), chart.width - width - 2);
  const y = (box.top + box.bottom) / 2;
  return { left, top: y - 8, right: left + width, bottom: y + 8 };
}

/** How far a label may reach into the next gap and still be seen as its own gap's. */
const OVERHANG_PX = 10;

const isClear = (place: Box, others: readonly Box[]): boolean => !others.some((other) => overlaps(place, other));

/**
 * As many as have room. The longest of each strip is bold, and has its label wherever that covers nothing.
 *
 * @param gaps longest first
 */
export function drawGapLabels(chart: Chart, ink: Ink, gaps: readonly Gap[], taken: Box[]): void {
  const boxes = new Map(gaps.map((gap) => [gap, gapBox(chart, gap)]));
  const told = new Set<string>();
  for (const gap of gaps) {
    const box = boxes.get(gap) ?? null;
    const isLongest = !told.has(gap.scaleId);
    told.add(gap.scaleId);
    if (box === null) continue;
    const place = labelPlace(chart, ink, { text: gap.label, box, weight: isLongest ? 600 : 400 });
    const others = gaps.flatMap((other) => (other === gap ? [] : (boxes.get(other) ?? [])));
    const core = { ...place, left: place.left + OVERHANG_PX, right: place.right - OVERHANG_PX };
    if (!isLongest && !isClear(core, others)) continue;
    const wide = { ...place, left: place.left - 4, right: place.right + 4 };
    if (!isClear(wide, taken)) continue;
    taken.push(wide);
    ink.ctx.textAlign = 'left';
    ink.ctx.textBaseline = 'middle';
    writeText(ink, gap.label, place.left, (place.top + place.bottom) / 2, '--ink');
  }
}

interface TickDataset {
  readonly isTicks?: boolean;
  readonly borderColor: string;
  readonly borderWidth: number;
}

/** Of each column of pixels the tallest: y grows downwards. */
function tallestPerColumn(points: readonly Beat[]): Beat[] {
  const columns = new Map<number, Beat>();
  for (const point of points) {
    const column = Math.floor(point.x / COLUMN_PX);
    if (point.y < (columns.get(column)?.y ?? Infinity)) columns.set(column, point);
  }
  return [...columns.values()];
}

/** Upright ticks on the floor. Those of a gap are pale, so that it is seen as a gap. */
export function drawTicks(chart: Chart, ink: Ink, { gaps = [] }: Annotations): void {
  const { ctx } = ink;
  for (const { data, yScale, index } of chart.getSortedVisibleDatasetMetas()) {
    const dataset = chart.data.datasets[index] as unknown as TickDataset;
    if (dataset.isTicks !== true || yScale === undefined) continue;
    const spans = gaps.flatMap((gap) => (gap.scaleId === yScale.id ? (gapBox(chart, gap) ?? []) : []));
    ctx.strokeStyle = dataset.borderColor;
    ctx.lineWidth = dataset.borderWidth;
    ctx.setLineDash([]);
    for (const { x, y } of tallestPerColumn(data)) {
      ctx.globalAlpha = spans.some(({ left, right }) => left <= x && x < right) ? PALE_ALPHA : 1;
      ctx.beginPath();
      ctx.moveTo(x, yScale.bottom);
      ctx.lineTo(x, Math.min(y, yScale.bottom - 1));
      ctx.stroke();
    }
  }
  ctx.globalAlpha = 1;
}
