import type { RunRecord } from '../stats/record.ts';
import type { Summary } from '../stats/summary.ts';
import type { Marker } from './series-style.ts';
import type { ColorToken } from './theme.ts';

/** A picture that answers one question. Pure: the same record gives the same picture. */
export interface Chart {
  /** Its key, its file name and its anchor in the page. */
  readonly name: string;
  /** Its place in a report, lowest first; unique. */
  readonly place: number;
  readonly title: string;
  /** A sentence ending in '?', printed above the picture. */
  readonly question: string;
  /** Absent: it draws the level that is shown, and is handed the record of that level. */
  readonly draws?: 'all-levels';
  /** Absent: always. A chart with nothing to show has no place in any report. */
  isShown?(record: RunRecord, summary: Summary): boolean;
  /** What the page offers as tabs, best first. Absent, or fewer than two: there is nothing to choose. */
  views?(record: RunRecord, summary: Summary): readonly ChartTab[];
  /** @param viewName one of `views`; absent: all of them in one picture, as a PNG and paper have no tabs */
  configure(record: RunRecord, summary: Summary, viewName?: string): ChartConfiguration;
  /** The picture in one sentence, for those who hear it. */
  describe(record: RunRecord, summary: Summary): string;
  /** The numbers behind the picture. */
  table(record: RunRecord, summary: Summary): DataTable;
}

/** One part of a chart that stands on its own. */
export interface ChartTab {
  /** kebab-case, for links; unique within its chart. */
  readonly name: string;
  readonly label: string;
}

export interface DataTable {
  readonly columns: readonly string[];
  /** As many cells as there are columns; the first is what the row is about. */
  readonly rows: readonly (readonly string[])[];
  /** The column whose cells are sentences. */
  readonly proseColumn?: string;
}

export type Plain = null | boolean | number | string | readonly Plain[] | PlainObject;
export interface PlainObject {
  readonly [key: string]: Plain | undefined;
}

/** One colour of the theme, alone or with an opacity: '--series-blue' or '--series-blue/0.2'. */
export type Color = ColorToken | `${ColorToken}/${number}`;

export type ChartPoint = readonly [x: number, y: number];

/** What lies between `low` and `high` at each x. */
export type SpreadPoint = readonly [x: number, low: number, high: number];

/** Chart.js' own dataset options; points as pairs. */
export interface ChartDataset extends PlainObject {
  /** Shown with a point's values; none are shown where it is empty. */
  readonly label: string;
  readonly data: readonly ChartPoint[];
  /** Whose it is, where `label` does not tell. */
  readonly target?: string;
  /** Drawn as upright ticks on the floor of its scale. */
  readonly isTicks?: boolean;
  /** A pale surface behind the line; ascending in x. */
  readonly spread?: readonly SpreadPoint[];
  readonly spreadColor?: Color;
}

/** A tick where the data wants one: axes of time and waits read better by hand than by rule. */
export interface AxisTick extends PlainObject {
  readonly value: number;
  readonly label: string;
}

/** Chart.js' own scale options and, if any, the ticks to draw. */
export interface ChartScale extends PlainObject {
  readonly holdupTicks?: readonly AxisTick[];
}

/** A shaded span of the x axis, named at its top. */
export interface Band extends PlainObject {
  readonly fromX: number;
  readonly toX: number;
  readonly label: string;
  readonly isShaded: boolean;
  readonly isHatched?: boolean;
}

/** A span of the x axis in which somebody was held up: hatched, with how long. */
export interface Gap extends PlainObject {
  /** The label of the datasets that it belongs to. */
  readonly target: string;
  readonly scaleId: string;
  readonly fromX: number;
  readonly toX: number;
  /** "482 ms". Left out of the picture where it would cover another: the longest come first in the list. */
  readonly label: string;
  readonly color: Color;
}

/** A dashed line across the picture at one value of a scale. */
export interface ReferenceLine extends PlainObject {
  readonly scaleId: string;
  readonly value: number;
  readonly label: string;
  /** On a level line: where on the x axis its label has to end, or it is left out. */
  readonly labelToX?: number;
}

/** A heading inside the picture at the left edge: a target's name with its marker. */
export interface Heading extends PlainObject {
  readonly scaleId: string;
  /** Where on that scale; null: at its top. */
  readonly value: number | null;
  readonly mark: MarkStyle | null;
  readonly text: string;
  readonly note: string;
}

/** How a marker is drawn. `line` is an upright stroke, `hatch` a piece of a gap. */
export interface MarkStyle extends PlainObject {
  readonly marker: Marker | 'line' | 'hatch';
  readonly fillColor: Color;
  readonly edgeColor: Color;
  readonly radiusPx: number;
}

/** What a mark means, or which line is whose. */
export interface LegendEntry extends PlainObject {
  readonly text: string;
  readonly mark: MarkStyle;
  /** Lengths of dash and gap of the line behind the mark; null: no line. */
  readonly dash: readonly number[] | null;
}

/** A value beside its point. Left out where it would cover another; bold ones come first. */
export interface PointLabel extends PlainObject {
  /** Whose it is, where several targets share a scale. */
  readonly target?: string;
  readonly yScaleId: string;
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** Where it may stand, best first. */
  readonly sides: readonly ('above' | 'below' | 'left' | 'right')[];
  readonly isBold: boolean;
  /** Drawn around the point, whether the text has room or not. */
  readonly ring?: MarkStyle;
}

/** An interval along x with caps at its ends. */
export interface Whisker extends PlainObject {
  readonly yScaleId: string;
  readonly y: number;
  readonly lowX: number;
  readonly highX: number;
  readonly color: Color;
}

/** What Chart.js does not draw itself; see `chart-runtime.ts`. */
export interface Annotations extends PlainObject {
  readonly legend?: readonly LegendEntry[];
  readonly bands?: readonly Band[];
  /** Longest first. */
  readonly gaps?: readonly Gap[];
  readonly lines?: readonly ReferenceLine[];
  readonly headings?: readonly Heading[];
  readonly whiskers?: readonly Whisker[];
  readonly labels?: readonly PointLabel[];
  /** Unit after a tooltip's value. */
  readonly xUnit?: string;
  readonly yUnit?: string;
}

/**
 * A scatter chart of Chart.js as plain data: it goes through JSON unchanged. `dressChart()` fills in what cannot be data:
 * colours of the theme, the functions behind `holdupTicks`, and the plugin that draws `annotations`.
 */
export interface ChartConfiguration extends PlainObject {
  readonly heightPx: number;
  readonly datasets: readonly ChartDataset[];
  readonly scales: Readonly<Record<string, ChartScale>>;
  readonly annotations: Annotations;
}
