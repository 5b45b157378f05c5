import type { Chart, Scale } from 'chart.js';
import type { Annotations, Band, ChartDataset, Heading, PointLabel, ReferenceLine, Whisker } from './chart.ts';
import { drawGap, drawGapLabels } from './chart-gaps.ts';
import { type Box, type Ink, drawHatch, drawMark, fitText, inkFont, overlaps, writeText } from './chart-marks.ts';

/** Draws what Chart.js does not. Runs in the page too. */
const LABEL_PX = 11.5;

function drawBand(chart: Chart, ink: Ink, band: Band): void {
  const { ctx, theme } = ink;
  const { top, bottom } = chart.chartArea;
  const xScale = chart.scales['x'];
  if (xScale === undefined) return;
  const left = xScale.getPixelForValue(band.fromX);
  const right = xScale.getPixelForValue(band.toX);
  if (band.isShaded) {
    ctx.fillStyle = theme['--band'] ?? '';
    ctx.fillRect(left, top, right - left, bottom - top);
  }
  if (band.isHatched === true) drawHatch(ink, { left, top, right, bottom }, theme['--muted'] ?? '');
  ctx.font = inkFont(ink, LABEL_PX, 600);
  ctx.textAlign = 'center';
  ctx.textBaseline = 'bottom';
  ctx.fillStyle = theme['--muted'] ?? '';
  const text = fitText(ink, band.label, right - left - 2);
  if (text.length > 3 || text === band.label) ctx.fillText(text, (left + right) / 2, top - 5);
}

function drawLine(chart: Chart, ink: Ink, line: ReferenceLine): void {
  const { ctx, theme } = ink;
  const { left, right, top, bottom } = chart.chartArea;
  const scale: Scale | undefined = chart.scales[line.scaleId];
  if (scale === undefined) return;
  const at = scale.getPixelForValue(line.value);
  const isUpright = scale.isHorizontal();
  ctx.strokeStyle = theme['--muted'] ?? '';
  ctx.lineWidth = 1.25;
  ctx.setLineDash([5, 4]);
  ctx.beginPath();
  ctx.moveTo(isUpright ? at : left, isUpright ? top : at);
  ctx.lineTo(isUpright ? at : right, isUpright ? bottom : at);
  ctx.stroke();
  if (line.label === '') return;
  ctx.font = inkFont(ink, LABEL_PX, 600);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'bottom';
  const width = ctx.measureText(line.label).width;
  const end = line.labelToX === undefined ? right : (chart.scales['x']?.getPixelForValue(line.labelToX) ?? right);
  if (!isUpright && left + 6 + width > end) return;
  const x = isUpright ? Math.min(Math.max(at - width / 2, 2), chart.width - width - 2) : left + 6;
  writeText(ink, line.label, x, isUpright ? top - 5 : at - 3, '--muted');
}

/** @returns the place it takes */
function drawHeading(chart: Chart, ink: Ink, heading: Heading): Box | null {
  const { ctx } = ink;
  const { left, right } = chart.chartArea;
  const scale = chart.scales[heading.scaleId];
  if (scale === undefined) return null;
  const y = heading.value === null ? scale.top + 13 : scale.getPixelForValue(heading.value);
  const x = left + 6 + (heading.mark === null ? 0 : 18);
  if (heading.mark !== null) drawMark(ink, heading.mark, left + 12, y);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.font = inkFont(ink, 13, 600);
  const text = fitText(ink, heading.text, right - x);
  writeText(ink, text, x, y, '--ink');
  let end = x + ctx.measureText(text).width;
  ctx.font = inkFont(ink, LABEL_PX, 400);
  const noteWidth = ctx.measureText(heading.note).width;
  if (heading.note !== '' && end + 8 + noteWidth <= chart.width - 2) {
    writeText(ink, heading.note, end + 8, y, '--muted');
    end += 8 + noteWidth;
  }
  return { left, top: y - 8, right: end + 4, bottom: y + 8 };
}

function drawWhisker(chart: Chart, ink: Ink, whisker: Whisker): void {
  const { ctx, theme } = ink;
  const xScale = chart.scales['x'];
  const yScale = chart.scales[whisker.yScaleId];
  if (xScale === undefined || yScale === undefined) return;
  const [low, high] = [xScale.getPixelForValue(whisker.lowX), xScale.getPixelForValue(whisker.highX)];
  const y = yScale.getPixelForValue(whisker.y);
  ctx.strokeStyle = theme[whisker.color] ?? '';
  ctx.lineWidth = 1.5;
  ctx.setLineDash([]);
  ctx.beginPath();
  for (const x of [low, high]) {
    ctx.moveTo(x, y - 5);
    ctx.lineTo(x, y + 5);
  }
  ctx.moveTo(low, y);
  ctx.lineTo(high, y);
  ctx.stroke();
}

/** Pale surfaces behind the lines. Colours are real ones by then. */
export function drawSpreads(chart: Chart, { ctx }: Ink): void {
  for (const { xScale, yScale, index } of chart.getSortedVisibleDatasetMetas()) {
    const { spread = [], spreadColor = '' } = chart.data.datasets[index] as unknown as ChartDataset;
    if (spread.length === 0 || xScale === undefined || yScale === undefined) continue;
    ctx.fillStyle = spreadColor;
    ctx.beginPath();
    for (const [x, , high] of spread) ctx.lineTo(xScale.getPixelForValue(x), yScale.getPixelForValue(high));
    for (const [x, low] of spread.toReversed()) ctx.lineTo(xScale.getPixelForValue(x), yScale.getPixelForValue(low));
    ctx.closePath();
    ctx.fill();
  }
}

/** At the first side where it covers nothing; nowhere when it always would. */
function drawLabel(chart: Chart, ink: Ink, label: PointLabel, taken: Box[]): void {
  const { ctx } = ink;
  const xScale = chart.scales['x'];
  const yScale = chart.scales[label.yScaleId];
  if (xScale === undefined || yScale === undefined) return;
  ctx.font = inkFont(ink, LABEL_PX, label.isBold ? 600 : 400);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  const width = ctx.measureText(label.text).width;
  const [pointX, pointY] = [xScale.getPixelForValue(label.x), yScale.getPixelForValue(label.y)];
  if (label.ring !== undefined) drawMark(ink, label.ring, pointX, pointY);
  for (const side of label.sides) {
    const across = { above: -width / 2, below: -width / 2, left: -width - 12, right: 12 }[side];
    const down = { above: -17, below: 17, left: 0, right: 0 }[side];
    const x = Math.min(Math.max(pointX + across, chart.chartArea.left), chart.width - width - 2);
    const box = { left: x - 2, top: pointY + down - 7, right: x + width + 2, bottom: pointY + down + 7 };
    if (taken.some((other) => overlaps(box, other))) continue;
    taken.push(box);
    writeText(ink, label.text, x, pointY + down, '--ink');
    return;
  }
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly options: { readonly radius?: number };
}

/** The places of all marks that can be seen. */
function markBoxes(chart: Chart): Box[] {
  const points = chart.getSortedVisibleDatasetMetas().flatMap(({ data }) => data as unknown as readonly Point[]);
  return points.flatMap(({ x, y, options: { radius = 0 } }) =>
    radius < 3 ? [] : [{ left: x - radius, top: y - radius, right: x + radius, bottom: y + radius }],
  );
}

export function drawUnderData(chart: Chart, ink: Ink, { bands = [], gaps = [] }: Annotations): void {
  for (const band of bands) drawBand(chart, ink, band);
  for (const gap of gaps) drawGap(chart, ink, gap);
}

export function drawOverData(chart: Chart, ink: Ink, annotations: Annotations): void {
  const { lines = [], whiskers = [], headings = [], labels = [], gaps = [] } = annotations;
  for (const line of lines) drawLine(chart, ink, line);
  for (const whisker of whiskers) drawWhisker(chart, ink, whisker);
  const taken = headings.map((heading) => drawHeading(chart, ink, heading)).filter((box) => box !== null);
  if (labels.length > 0) taken.push(...markBoxes(chart));
  drawGapLabels(chart, ink, gaps, taken);
  for (const label of labels.toSorted((a, b) => Number(b.isBold) - Number(a.isBold)))
    drawLabel(chart, ink, label, taken);
}
