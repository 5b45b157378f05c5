import type { JobSight, LiveLane } from '../wire.ts';
import type { Context } from './browser.ts';
import { type LaneModel, lengthText, stallsBetween } from './model.ts';

/** Draws the rhythm of one lane. Runs in the page with its types stripped. */
export interface StripPlace {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface StripInk {
  /** Colours of the theme that is shown, by name. */
  readonly color: (token: string) => string;
  readonly fontFamily: string;
  readonly fontPx: number;
}

/** Messages come every 100 ms: one who waits for less may have been answered by now. */
const UNDER_WAY_MS = 250;
const JOB_BAND_SHARE = 0.27;
const HIGHEST_MS = 4_000;
const LEVELS_MS = [10, 100, 1_000];
const HATCH_PX = 7;
/** What the levels' names take at the left. */
const LEVELS_PX = 56;
const xOf = ({ widthPx, fromMs, toMs }: StripPlace, atMs: number): number =>
  ((atMs - fromMs) / (toMs - fromMs)) * widthPx;

/** 0..1 of the band for a wait; log, so that 10, 100 and 1000 ms are as far apart. */
const heightShare = (waitMs: number): number =>
  Math.min(1, Math.max(0.06, Math.log10(waitMs + 1) / Math.log10(HIGHEST_MS)));

function drawGrid(ctx: Context, place: StripPlace, ink: StripInk, bandPx: number): void {
  ctx.strokeStyle = ink.color('--grid');
  ctx.lineWidth = 1;
  ctx.setLineDash([]);
  ctx.beginPath();
  for (let atMs = Math.ceil(place.fromMs / 1_000) * 1_000; atMs <= place.toMs; atMs += 1_000) {
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
function drawLevels(ctx: Context, ink: StripInk, bandPx: number): void {
  ctx.font = `${ink.fontPx - 1}px ${ink.fontFamily}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  for (const level of LEVELS_MS)
    drawLabel(ctx, ink, lengthText(level).replace('.00', ''), 2, bandPx * (1 - heightShare(level)), '--muted');
}

function drawLabel(ctx: Context, ink: StripInk, text: string, x: number, y: number, token: string): void {
  const { width } = ctx.measureText(text);
  ctx.fillStyle = ink.color('--paper');
  ctx.globalAlpha = 0.85;
  ctx.fillRect(x - 2, y - ink.fontPx * 0.65, width + 4, ink.fontPx * 1.3);
  ctx.globalAlpha = 1;
  ctx.fillStyle = ink.color(token);
  ctx.fillText(text, x, y);
}

/** A rectangle of slanted lines with an edge: seen without colour too. */
function hatch(ctx: Context, x: number, y: number, width: number, height: number, slope: 1 | -1): void {
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
  const rowPx = (place.heightPx - topPx) / 4;
  let endOfAllX = 0;
  for (const job of jobs) {
    const rowIndex = job.jobIndex % 4;
    const isAlone = !jobs.some((other) => other.runId === job.runId && other.jobIndex > 0);
    const y = topPx + (isAlone ? 0 : rowIndex * rowPx) + 1;
    const height = isAlone ? place.heightPx - topPx - 3 : rowPx - 2;
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
  drawLevels(ctx, ink, bandPx);
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
