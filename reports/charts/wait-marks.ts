import type { StreamSummary, TargetSummary, Wait } from '../../stats/summary.ts';
import type { LegendEntry, MarkStyle } from '../chart.ts';
import { type SeriesStyle, edgeColor, markOf } from '../series-style.ts';

/** One stream of one target, on its line of the picture. */
export interface WaitRow {
  readonly target: TargetSummary;
  readonly stream: StreamSummary;
  readonly role: 'warm' | 'cold';
  readonly style: SeriesStyle;
  readonly y: number;
}

/** The highest percentile that the samples support. */
export function highest({ waitMs }: StreamSummary): { readonly name: string; readonly wait: Wait } | null {
  if (waitMs.p99 !== null) return { name: 'p99', wait: waitMs.p99 };
  return waitMs.p90 === null ? null : { name: 'p90', wait: waitMs.p90 };
}

/** What is marked on each line. */
export interface WaitMark {
  readonly label: string;
  pick(row: WaitRow): Wait | null | undefined;
  look(style: SeriesStyle): MarkStyle;
}

export const WAIT_MARKS: readonly WaitMark[] = [
  {
    label: 'median with no heavy work',
    pick: ({ stream }) => stream.quietWaitMs.p50,
    look: () => ({ marker: 'crossRot', fillColor: '--muted', edgeColor: '--muted', radiusPx: 4 }),
  },
  {
    label: 'median',
    pick: ({ stream }) => stream.waitMs.p50,
    look: ({ color }) => ({ marker: 'circle', fillColor: '--paper', edgeColor: edgeColor(color), radiusPx: 4.5 }),
  },
  {
    // The one that its label names: p90 stands there where n is too small for a p99.
    label: 'p99, or p90 where it says so',
    pick: ({ stream }) => highest(stream)?.wait,
    look: (style) => markOf(style, 7),
  },
  {
    label: 'longest',
    pick: ({ stream }) => stream.waitMs.max,
    look: ({ color }) => ({ marker: 'line', fillColor: color, edgeColor: edgeColor(color), radiusPx: 8 }),
  },
];

/** In grey, as colours belong to targets. */
export const GREY: SeriesStyle = { color: '--series-grey', dash: [], marker: 'circle', glyph: '●', asciiGlyph: 'o' };
export const WAIT_LEGEND: readonly LegendEntry[] = [
  ...WAIT_MARKS.map((mark) => ({ text: mark.label, mark: { ...mark.look(GREY), radiusPx: 5 }, dash: null })),
  {
    text: 'its 95 % interval',
    mark: { marker: 'rect', fillColor: '--series-grey/0.3', edgeColor: '--series-grey/0', radiusPx: 8 },
    dash: null,
  },
];
