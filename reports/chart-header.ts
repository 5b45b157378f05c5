import type { LegendEntry } from './chart.ts';
import { type Ink, drawMark, fitText, inkFont } from './chart-marks.ts';

/** What stands above the axes: title and question where the picture stands alone, then the legend. Runs in the page too. */
export interface Header {
  readonly title: string;
  readonly question: string;
  readonly legend: readonly LegendEntry[];
  /** Whether the axes have names above them. */
  readonly hasTopLabels: boolean;
}

const TITLE_PX = 54;
const LEGEND_ROW_PX = 24;
const TOP_LABEL_PX = 22;
const LINE_SAMPLE_PX = 34;
const MARK_SAMPLE_PX = 14;
const GAP_PX = 22;
const LEFT_PX = 6;

interface PlacedEntry {
  readonly entry: LegendEntry;
  readonly x: number;
  readonly rowIndex: number;
}

const sampleWidth = ({ dash }: LegendEntry): number => (dash === null ? MARK_SAMPLE_PX : LINE_SAMPLE_PX);

/** Entries side by side, in as many rows as the width asks for. */
function placeEntries(ink: Ink, legend: readonly LegendEntry[], widthPx: number): PlacedEntry[] {
  ink.ctx.font = inkFont(ink, 12.5, 400);
  const placed: PlacedEntry[] = [];
  let x = LEFT_PX;
  let rowIndex = 0;
  for (const entry of legend) {
    const width = Math.min(sampleWidth(entry) + 8 + ink.ctx.measureText(entry.text).width, widthPx - LEFT_PX);
    if (x > LEFT_PX && x + width > widthPx) {
      x = LEFT_PX;
      rowIndex += 1;
    }
    placed.push({ entry, x, rowIndex });
    x += width + GAP_PX;
  }
  return placed;
}

/** Room to leave above the axes. */
export function headerHeightPx(ink: Ink, header: Header, widthPx: number): number {
  const rowCount = (placeEntries(ink, header.legend, widthPx).at(-1)?.rowIndex ?? -1) + 1;
  const titlePx = header.title === '' ? 0 : TITLE_PX;
  return titlePx + rowCount * LEGEND_ROW_PX + (rowCount > 0 ? 6 : 0) + (header.hasTopLabels ? TOP_LABEL_PX : 4);
}

export function drawHeader(ink: Ink, header: Header, widthPx: number): void {
  const { ctx, theme } = ink;
  const titlePx = header.title === '' ? 0 : TITLE_PX;
  const placed = placeEntries(ink, header.legend, widthPx);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  for (const { entry, x, rowIndex } of placed) {
    const y = titlePx + (rowIndex + 0.5) * LEGEND_ROW_PX;
    const sample = sampleWidth(entry);
    if (entry.dash !== null) {
      ctx.strokeStyle = theme[entry.mark.edgeColor] ?? '';
      ctx.lineWidth = 2;
      ctx.setLineDash([...entry.dash]);
      ctx.beginPath();
      ctx.moveTo(x, y);
      ctx.lineTo(x + sample, y);
      ctx.stroke();
    }
    drawMark(ink, entry.mark, x + sample / 2, y);
    ctx.fillStyle = theme['--ink'] ?? '';
    ctx.fillText(fitText(ink, entry.text, widthPx - x - sample - 10), x + sample + 8, y);
  }
  if (titlePx === 0) return;
  ctx.fillStyle = theme['--ink'] ?? '';
  ctx.font = inkFont(ink, 17, 600);
  ctx.fillText(fitText(ink, header.title, widthPx - 2 * LEFT_PX), LEFT_PX, 16);
  ctx.font = inkFont(ink, 12.5, 400);
  ctx.fillStyle = theme['--muted'] ?? '';
  ctx.fillText(fitText(ink, header.question, widthPx - 2 * LEFT_PX), LEFT_PX, 38);
}
