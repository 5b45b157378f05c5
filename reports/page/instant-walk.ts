import { type PageElement, type PageKey, document } from './dom.ts';
import type { Instant } from './fragment.ts';
import { type Step, clickedInstant, heartbeatStrips, instantText, isStep, steppedInstant } from './heartbeat.ts';
import type { Picture } from './pictures.ts';

/** By click, by keyboard and by two buttons from stall to stall of the heartbeats. Runs in the page. */
export interface InstantWalk {
  /** Says where it stands, after the pictures know. */
  tell(): void;
  /** The section that it stands in. */
  readonly section: string;
  /** How far below the upper edge of the window the chosen strip is; null: there is none. */
  topPx(): number | null;
}

const HINT = 'Click into a strip, or walk from stall to stall with the arrow keys.';

function walkButton(text: string, walk: () => void): PageElement {
  const button = document.createElement('button');
  button.setAttribute('type', 'button');
  button.className = 'pill';
  button.textContent = text;
  button.addEventListener('click', walk);
  return button;
}

/** The words above the picture, read aloud when they change. */
function statusLine(): PageElement {
  const status = document.createElement('p');
  status.setAttribute('role', 'status');
  status.textContent = HINT;
  return status;
}

/** @returns the place of a click in seconds, and its strip; null beside the strips */
function hitOf({ drawn, configuration }: Picture, offsetX: number, offsetY: number): Instant | null {
  const xScale = drawn?.scales['x'];
  const strip = heartbeatStrips(configuration).find(({ scaleId }) => {
    const scale = drawn?.scales[scaleId];
    return scale !== undefined && offsetY >= scale.top && offsetY <= scale.bottom;
  });
  if (xScale === undefined || strip === undefined || offsetX < xScale.left || offsetX > xScale.right) return null;
  return clickedInstant(strip, xScale.getValueForPixel(offsetX) ?? 0);
}

/**
 * @param choose is told of each moment that somebody chooses, and has to draw it
 * @returns null where no picture has heartbeats
 */
export function openInstantWalk(
  pictures: readonly Picture[],
  choose: (instant: Instant | null) => void,
): InstantWalk | null {
  const picture = pictures.find(({ configuration }) => heartbeatStrips(configuration).length > 0);
  if (picture === undefined) return null;
  const { canvas, frame } = picture;
  const walk = (step: Step): void => {
    choose(steppedInstant(heartbeatStrips(picture.configuration), picture.instant?.instant ?? null, step));
  };
  canvas.tabIndex = 0;
  canvas.addEventListener('click', ({ offsetX, offsetY }) => {
    const instant = hitOf(picture, offsetX, offsetY);
    if (instant !== null) choose(instant);
  });
  canvas.addEventListener('keydown', (event: PageKey) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Escape') choose(null);
    if (!isStep(event.key)) return;
    event.preventDefault();
    walk(event.key);
  });
  const status = statusLine();
  const bar = document.createElement('div');
  bar.className = 'walk';
  const previous = walkButton('‹ Previous stall', () => walk('ArrowLeft'));
  const next = walkButton('Next stall ›', () => walk('ArrowRight'));
  bar.append(previous, next, status);
  frame.before(bar);
  return {
    section: picture.name,
    topPx() {
      const strips = heartbeatStrips(picture.configuration);
      if (picture.instant === null) return null;
      const index = strips.findIndex(({ scaleId }) => scaleId === picture.instant?.strip.scaleId);
      const { top, bottom } = frame.getBoundingClientRect();
      return top + ((bottom - top) * index) / strips.length;
    },
    tell() {
      status.textContent = picture.instant === null ? HINT : instantText(picture.instant);
    },
  };
}
