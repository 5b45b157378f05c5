import type { LivePageData } from '../wire.ts';
import { type Canvas, type Element, document } from './browser.ts';
import { paint, watchSize } from './frame.ts';
import { type LaneModel, type LiveModel, type Raced, newModel } from './model.ts';
import { raceLabel } from './race-text.ts';
import { drawStrip } from './strip.ts';
import { type StripInk, type StripPlace, drawRuler } from './strip-paper.ts';
import { byId, part } from './told.ts';

/** The strips of a race below each other, each from when its jobs were sent. Runs in the page with its types stripped. */
const BEFORE_SENT_MS = 250;
const AFTER_LAST_MS = 450;

/** As long for all lanes: what the slowest took. */
function spanOf(raced: readonly Raced[]): number {
  return BEFORE_SENT_MS + Math.max(...raced.map(({ run }) => run.lastReplyMs)) + AFTER_LAST_MS;
}

/** Those that have a strip, in the order of the page. */
export const racedLanes = (model: LiveModel, { lanes }: LivePageData): readonly Raced[] =>
  lanes.flatMap(({ name }) => {
    const raced = model.raced.get(name);
    return raced === undefined || raced.jobs.length === 0 ? [] : [raced];
  });

function laneOfRace({ run, beats, jobs }: Raced): LaneModel {
  const [lane] = newModel([run.laneName]).lanes.values();
  const byKey = new Map(jobs.map((job) => [`${job.runId} ${job.jobIndex}`, job]));
  return { ...(lane as LaneModel), run, beats: [...beats], jobs: byKey };
}

function placeOfRace({ run }: Raced, spanMs: number, widthPx: number, heightPx: number): StripPlace {
  const zeroMs = run.sentAtMs ?? 0;
  const fromMs = zeroMs - BEFORE_SENT_MS;
  return { widthPx, heightPx, fromMs, toMs: fromMs + spanMs, zeroMs };
}

/** Draws one strip of the race, or with no lane the ruler below all. */
export function drawRaced(
  { ctx, widthPx, heightPx }: Parameters<Parameters<typeof paint>[1]>[0],
  raced: readonly Raced[],
  index: number | 'ruler',
  { lanes }: LivePageData,
  ink: StripInk,
): void {
  const one = raced[index === 'ruler' ? 0 : index];
  const look = lanes.find(({ name }) => name === one?.run.laneName);
  if (one === undefined || look === undefined) return;
  const place = placeOfRace(one, spanOf(raced), widthPx, heightPx);
  if (index === 'ruler') drawRuler(ctx, place, ink);
  else drawStrip(ctx, laneOfRace(one), look, place, ink);
}

function buildRace(parent: Element, raced: readonly Raced[], sections: readonly Element[], data: LivePageData): void {
  const rows = raced.map(({ run }) => {
    const row = document.createElement('div');
    row.classList.toggle('raced', true);
    const name = document.createElement('p');
    const section = sections[data.lanes.findIndex(({ name: one }) => one === run.laneName)];
    const mark = section?.querySelector('.mark')?.cloneNode(true);
    name.append(...(mark === undefined ? [] : [mark]), run.laneName);
    const canvas = document.createElement('canvas');
    canvas.setAttribute('role', 'img');
    row.append(name, canvas);
    return row;
  });
  const ruler = document.createElement('div');
  ruler.classList.toggle('raced', true);
  ruler.classList.toggle('ruler', true);
  const since = document.createElement('p');
  since.classList.toggle('muted', true);
  since.append('since its jobs were sent');
  const canvas = document.createElement('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  ruler.append(since, canvas);
  parent.replaceChildren(...rows, ruler);
  for (const one of parent.querySelectorAll('canvas')) watchSize(one as Canvas);
}

/** Rows for the lanes that are through, and their strips. */
export function showRace(model: LiveModel, sections: readonly Element[], data: LivePageData, ink: StripInk): void {
  const parent = byId('race-strips');
  const raced = racedLanes(model, data);
  parent.hidden = raced.length === 0;
  const key = raced.map(({ run }) => run.runId).join(' ');
  if (parent.dataset['of'] !== key) buildRace(parent, raced, sections, data);
  parent.dataset['of'] = key;
  for (const [index, row] of [...parent.querySelectorAll('.raced')].entries()) {
    const one = raced[index];
    const canvas = part(row, 'canvas') as Canvas;
    if (one !== undefined) canvas.setAttribute('aria-label', `${one.run.laneName}: ${raceLabel(one.run)}`);
    paint(canvas, (frame) => drawRaced(frame, raced, one === undefined ? 'ruler' : index, data, ink));
  }
}
