import { servingIds } from '../serving-ids.ts';
import type { Connections, LiveLane } from '../wire.ts';
import { type Canvas, type Element, document } from './browser.ts';
import { forgetSize, paint, watchSize } from './frame.ts';
import type { LaneModel } from './model.ts';
import { hasProcesses, laneOfProcess, processText } from './process-lane.ts';
import { drawStrip } from './strip.ts';
import type { StripInk, StripPlace } from './strip-paper.ts';
import { part, write } from './told.ts';

/** A server of several processes, one strip for each. Runs in the page with its types stripped. */
const NOTES: Readonly<Record<Connections, string>> = {
  held: 'Held: each neighbour keeps its connection, and so its process. Whoever shares a busy one waits until its work is done; the others notice nothing.',
  new: 'New: each neighbour opens a connection, and the system gives it to a process that takes one. A busy one is left out after the first that it has taken.',
};

function buildProcesses(parent: Element, processIds: readonly number[]): void {
  for (const canvas of parent.querySelectorAll('canvas')) forgetSize(canvas as Canvas);
  const rows = processIds.map((processId) => {
    const row = document.createElement('div');
    row.classList.toggle('process', true);
    row.dataset['process'] = String(processId);
    const text = document.createElement('p');
    text.classList.toggle('muted', true);
    const canvas = document.createElement('canvas');
    canvas.setAttribute('role', 'img');
    row.append(text, canvas);
    watchSize(canvas);
    return row;
  });
  const note = document.createElement('p');
  note.classList.toggle('note', true);
  note.classList.toggle('muted', true);
  parent.replaceChildren(...rows, note);
}

/** Rows for the processes that there are now, and their words. @param isShown whether the lens is open */
export function tellProcesses(section: Element, lane: LaneModel, connections: Connections, isShown: boolean): void {
  const parent = part(section, '.processes');
  parent.hidden = !isShown || !hasProcesses(lane);
  if (parent.hidden) return;
  const ids = servingIds(lane.processIds);
  if (parent.dataset['of'] !== ids.join(' ')) buildProcesses(parent, ids);
  parent.dataset['of'] = ids.join(' ');
  for (const row of parent.querySelectorAll('.process')) {
    const text = processText(lane, Number(row.dataset['process']), connections);
    write(part(row, 'p'), text);
    part(row, 'canvas').setAttribute('aria-label', `Heartbeats of ${lane.name}, ${text}`);
  }
  write(part(parent, '.note'), NOTES[connections]);
}

export function drawProcesses(
  section: Element,
  lane: LaneModel,
  look: LiveLane,
  placeOf: (widthPx: number, heightPx: number) => StripPlace,
  ink: StripInk,
): void {
  for (const row of section.querySelectorAll('.process')) {
    const own = laneOfProcess(lane, Number(row.dataset['process']));
    paint(part(row, 'canvas') as Canvas, ({ ctx, widthPx, heightPx }) =>
      drawStrip(ctx, own, look, placeOf(widthPx, heightPx), ink),
    );
  }
}
