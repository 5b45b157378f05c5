import type { JobSight, LiveLane } from '../wire.ts';
import type { Context } from './browser.ts';
import { type LaneModel, lengthText, stallsBetween } from './model.ts';
import {
  HIGHEST_MS,
  LEVELS_PX,
  type StripInk,
  type StripPlace,
  drawGrid,
  drawLabel,
  drawLevels,
  hatch,
  heightShare,
  xOf,
} from './strip-paper.ts';

/** Draws the rhythm of one lane. Runs in the page with its types stripped. */
/** Messages come every 100 ms: one who waits for less may have been answered by now. */
const UNDER_WAY_MS = 250;
const JOB_BAND_SHARE = 0.27;
/** Below it their names would touch each other. */
const LEVELS_LEAST_PX = 56;

interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
  readonly text: string;
}

function drawGap(ctx: Context, place: StripPlace, ink: StripInk, { fromMs, toMs }: Gap, bandPx: number): void {
  const x = xOf(place, fromMs);
  const width = Math.max(2, xOf(place, toMs) - x);
  ctx.fillStyle = ink.color('--alarm-paper');
  ctx.fillRect(x, 1, width, bandPx - 1);
  ctx.strokeStyle = ink.color('--alarm');
  ctx.lineWidth = 1;
  ctx.setLineDash([]);
  hatch(ctx, x, 1, width, bandPx - 2, 1);
}

/** The longest first: one that has no room left is not written, as it could not be read. */
function drawGapLabels(ctx: Context, place: StripPlace, ink: StripInk, gaps: readonly Gap[], bandPx: number): void {
  const taken: { readonly fromX: number; readonly toX: number }[] = [];
  ctx.font = `600 ${ink.fontPx + 1}px ${ink.fontFamily}`;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  for (const { fromMs, toMs, text } of gaps.toSorted((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs))) {
    const [fromX, toX] = [xOf(place, fromMs), xOf(place, toMs)];
    const { width: textPx } = ctx.measureText(text);
    const beside = toX + 6 + textPx < place.widthPx ? toX + 6 : fromX - textPx - 6;
    const middle = Math.min(Math.max((fromX + toX - textPx) / 2, 2), place.widthPx - textPx - 2);
    const x = textPx + 8 < toX - fromX ? middle : beside;
    const isFree = x > 0 && taken.every((one) => x > one.toX || x + textPx < one.fromX);
    if (!isFree) continue;
    taken.push({ fromX: x - 6, toX: x + textPx + 6 });
    drawLabel(ctx, ink, text, x, bandPx * 0.22, '--alarm');
  }
}

function drawDowns(ctx: Context, lane: LaneModel, place: StripPlace, ink: StripInk, bandPx: number): void {
  for (const { fromMs, toMs } of lane.downs) {
    if ((toMs ?? place.toMs) < place.fromMs || fromMs > place.toMs) continue;
    const x = Math.max(-2, xOf(place, fromMs));
    const width = Math.max(2, Math.min(place.widthPx + 2, xOf(place, toMs ?? place.toMs)) - x);
    ctx.strokeStyle = ink.color('--muted');
    ctx.setLineDash([4, 3]);
    ctx.lineWidth = 1;
    hatch(ctx, x, 1, width, bandPx - 2, -1);
    ctx.setLineDash([]);
    ctx.font = `600 ${ink.fontPx + 1}px ${ink.fontFamily}`;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    const text = 'no server';
    const { width: textPx } = ctx.measureText(text);
    const left = Math.max(x + (width - textPx) / 2, LEVELS_PX);
    if (left + textPx < x + width) drawLabel(ctx, ink, text, left, bandPx / 2, '--ink');
  }
}

function drawTicks(ctx: Context, lane: LaneModel, place: StripPlace, bandPx: number): void {
  ctx.lineWidth = 1.6;
  ctx.setLineDash([]);
  ctx.beginPath();
  for (const { dueAtMs, waitMs } of lane.beats) {
    if (dueAtMs < place.fromMs || dueAtMs > place.toMs) continue;
    const x = xOf(place, dueAtMs);
    if (waitMs === null) {
      ctx.moveTo(x - 3, bandPx - 8);
      ctx.lineTo(x + 3, bandPx - 2);
      ctx.moveTo(x + 3, bandPx - 8);
      ctx.lineTo(x - 3, bandPx - 2);
    } else {
      ctx.moveTo(x, bandPx);
      ctx.lineTo(x, bandPx * (1 - heightShare(waitMs)));
    }
  }
  ctx.stroke();
}

/** One row for each job of a burst: outlined until its work begins, filled while it runs, its end in words. */
function drawJobs(
  ctx: Context,
  lane: LaneModel,
  look: LiveLane,
  place: StripPlace,
  ink: StripInk,
  topPx: number,
): void {
  const jobs = [...lane.jobs.values()].filter(
    ({ sentAtMs, endedAtMs }) => (endedAtMs ?? place.toMs) >= place.fromMs && sentAtMs <= place.toMs,
  );
  let endOfAllX = 0;
  for (const job of jobs) {
    const rowCount = Math.max(...jobs.filter(({ runId }) => runId === job.runId).map(({ jobIndex }) => jobIndex + 1));
    const rowPx = (place.heightPx - topPx) / rowCount;
    const y = topPx + job.jobIndex * rowPx + 1;
    const height = rowPx - 2;
    const [sentX, endX] = [xOf(place, job.sentAtMs), xOf(place, job.endedAtMs ?? place.toMs)];
    ctx.strokeStyle = ink.color(look.color === '--series-yellow' ? '--ink' : look.color);
    ctx.fillStyle = ink.color(look.color);
    ctx.setLineDash(job.endedAtMs === null ? [3, 2] : []);
    ctx.lineWidth = 1;
    ctx.strokeRect(sentX, y, Math.max(1, endX - sentX), height);
    if (job.startedAtMs !== null && job.finishedAtMs !== null)
      ctx.fillRect(
        xOf(place, job.startedAtMs),
        y,
        Math.max(1, xOf(place, job.finishedAtMs) - xOf(place, job.startedAtMs)),
        height,
      );
    endOfAllX = Math.max(endOfAllX, endX);
  }
  ctx.setLineDash([]);
  const last = jobs.at(-1);
  const labelX = endOfAllX + 6;
  if (last === undefined || labelX > place.widthPx - 60) return;
  ctx.font = `${ink.fontPx}px ${ink.fontFamily}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  drawLabel(
    ctx,
    ink,
    burstText(jobs.filter(({ runId }) => runId === last.runId)),
    labelX,
    (topPx + place.heightPx) / 2,
    '--muted',
  );
}

/** "4 done", "2 done, 2 refused". */
export function burstText(jobs: readonly JobSight[]): string {
  const counts = new Map<string, number>();
  for (const { state } of jobs) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
}

/** The whole strip, with what waits at this moment drawn up to the newest time. */
export function drawStrip(ctx: Context, lane: LaneModel, look: LiveLane, place: StripPlace, ink: StripInk): void {
  ctx.clearRect(0, 0, place.widthPx, place.heightPx);
  const bandPx = place.heightPx * (1 - JOB_BAND_SHARE);
  drawGrid(ctx, place, ink, bandPx);
  drawDowns(ctx, lane, place, ink, bandPx);
  ctx.strokeStyle = ink.color(look.color === '--series-yellow' ? '--ink' : look.color);
  drawTicks(ctx, lane, place, bandPx);
  ctx.lineWidth = 2;
  ctx.setLineDash(look.dash);
  ctx.beginPath();
  ctx.moveTo(0, bandPx);
  ctx.lineTo(place.widthPx, bandPx);
  ctx.stroke();
  const { waitingSinceMs } = lane;
  const openMs = waitingSinceMs === null ? 0 : place.toMs - waitingSinceMs;
  const gaps: Gap[] = stallsBetween(lane, place.fromMs, place.toMs).map((stall) => ({
    ...stall,
    text: lengthText(stall.toMs - stall.fromMs),
  }));
  if (waitingSinceMs !== null && openMs > UNDER_WAY_MS)
    gaps.push({ fromMs: waitingSinceMs, toMs: place.toMs, text: `${lengthText(openMs)}…` });
  for (const gap of gaps) drawGap(ctx, place, ink, gap, bandPx);
  if (bandPx > LEVELS_LEAST_PX) drawLevels(ctx, ink, bandPx);
  drawGapLabels(ctx, place, ink, gaps, bandPx);
  drawJobs(ctx, lane, look, place, ink, bandPx + 5);
}

/** For whoever asked for no motion: one bar, as long as the longest wait of the last run, on a fixed scale. */
export function drawStillBar(ctx: Context, lane: LaneModel, look: LiveLane, place: StripPlace, ink: StripInk): void {
  ctx.clearRect(0, 0, place.widthPx, place.heightPx);
  const { run } = lane;
  const silentMs = run === null || run.state !== 'ended' ? 0 : run.silentMs;
  const scalePx = place.widthPx / HIGHEST_MS;
  const height = place.heightPx * 0.4;
  const y = place.heightPx * 0.2;
  ctx.setLineDash(look.dash);
  ctx.lineWidth = 2;
  ctx.strokeStyle = ink.color(look.color === '--series-yellow' ? '--ink' : look.color);
  ctx.strokeRect(1, y, place.widthPx - 2, height);
  ctx.setLineDash([]);
  ctx.lineWidth = 1;
  ctx.strokeStyle = ink.color('--alarm');
  if (silentMs > 0) hatch(ctx, 1, y, Math.min(place.widthPx - 2, Math.max(2, silentMs * scalePx)), height, 1);
  ctx.font = `600 ${ink.fontPx + 1}px ${ink.fontFamily}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  const text =
    run === null
      ? 'no run yet'
      : run.state === 'ended'
        ? `neighbours waited up to ${lengthText(silentMs)} (the bar is 4 s long)`
        : run.state;
  drawLabel(ctx, ink, text, 2, y + height + ink.fontPx * 1.4, '--ink');
}
