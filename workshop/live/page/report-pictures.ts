import type { LivePageData } from '../wire.ts';
import { type Context, document } from './browser.ts';
import type { LiveModel } from './model.ts';
import { raceLabel, raceText } from './race-text.ts';
import { drawRaced, racedLanes } from './race.ts';
import { type ReportParts, type ReportPicture, gapsText } from './report.ts';
import type { StripInk } from './strip-paper.ts';
import { drawStrip } from './strip.ts';

/** The pictures of a moment, each a PNG within the text. Runs in the page with its types stripped. */
const STRIP = { widthPx: 1_080, heightPx: 96, scale: 2 };
const RULER_PX = 26;

interface Paper {
  readonly ctx: Context;
  readonly widthPx: number;
  readonly heightPx: number;
}

function pictureOf(heightPx: number, draw: (paper: Paper) => void): string {
  const canvas = document.createElement('canvas');
  const { widthPx, scale } = STRIP;
  canvas.width = widthPx * scale;
  canvas.height = heightPx * scale;
  const ctx = canvas.getContext('2d');
  ctx.scale(scale, scale);
  draw({ ctx, widthPx, heightPx });
  return canvas.toDataURL();
}

/** @param span on the conductor's clock */
export function reportParts(
  data: LivePageData,
  model: LiveModel,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  ink: StripInk,
): ReportParts {
  const lanes = data.lanes.flatMap((look): ReportPicture[] => {
    const lane = model.lanes.get(look.name);
    if (lane === undefined) return [];
    const source = pictureOf(STRIP.heightPx, ({ ctx, ...size }) =>
      drawStrip(ctx, lane, look, { ...size, fromMs, toMs }, ink),
    );
    return [{ title: look.name, label: gapsText(lane, fromMs, toMs), source }];
  });
  const raced = racedLanes(model, data);
  const strips = raced.map(({ run }, index) => ({
    title: run.laneName,
    label: raceLabel(run),
    source: pictureOf(STRIP.heightPx, (paper) => drawRaced(paper, raced, index, data, ink)),
  }));
  const rulerSource = pictureOf(RULER_PX, (paper) => drawRaced(paper, raced, 'ruler', data, ink));
  const ruler = { title: 'Seconds since the jobs were sent', label: '', source: rulerSource };
  return {
    fromMs,
    toMs,
    lanes,
    race: strips.length === 0 ? [] : [...strips, ruler],
    raceText: raceText([...model.raced.values()].map(({ run }) => run)),
  };
}
