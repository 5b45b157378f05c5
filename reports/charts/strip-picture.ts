import type { RunRecord } from '../../stats/record.ts';
import type {
  AxisTick,
  ChartConfiguration,
  ChartDataset,
  ChartPoint,
  ChartScale,
  LegendEntry,
  ReferenceLine,
} from '../chart.ts';
import { decimate } from '../decimate.ts';
import { plainText } from '../plain-text.ts';
import { markOf } from '../series-style.ts';
import { RESOURCE_ROLES, type ResourceLine, type ResourceStrip } from './resource-strips.ts';
import { endSecondsOf, phaseBands, timeScale } from './time-axis.ts';

/** What differs between pictures of what processes use over time. */
export interface StripPicture {
  readonly unit: string;
  /** Seconds since the trial's start, and how much in the unit; ascending in time. */
  readonly pointsOf: (line: ResourceLine) => readonly ChartPoint[];
  /** 'after': a point speaks for the time since the one before it; 'before': until the next one. */
  readonly stepped: 'after' | 'before';
  readonly ticks: readonly AxisTick[];
  /** The highest value that has to fit. */
  readonly top: number;
  readonly noteOf: (strip: ResourceStrip) => string;
  readonly lines: (scaleIds: readonly string[]) => readonly ReferenceLine[];
}

const STRIP_PX = 118;
/** Of the strip, above the highest value: room for the target's name. */
const HEADROOM = 1.5;
const BUCKET_COUNT = 420; // about two buckets per pixel of the page's strips

const scaleId = (index: number): string => `y${index}`;

/** Samples from before the trial and after its end lie outside of the picture. */
function withinPicture(points: readonly ChartPoint[], endSeconds: number): readonly ChartPoint[] {
  const first = points.findLastIndex(([second]) => second <= 0);
  const last = points.findIndex(([second]) => second >= endSeconds);
  return points.slice(Math.max(0, first), last === -1 ? points.length : last + 1);
}

function datasetsOf(strip: ResourceStrip, index: number, picture: StripPicture, endSeconds: number): ChartDataset[] {
  return strip.lines.map((line) => ({
    label: `${plainText(strip.targetName)} ${line.name}`,
    yAxisID: scaleId(index),
    data: decimate(withinPicture(picture.pointsOf(line), endSeconds), BUCKET_COUNT),
    showLine: true,
    stepped: picture.stepped,
    borderColor: line.color,
    borderDash: [...line.dash],
    borderWidth: line.widthPx,
    pointRadius: 0,
    pointHitRadius: 6,
  }));
}

const stripScale = ({ ticks, top }: StripPicture, index: number, stripCount: number): ChartScale => ({
  type: 'linear',
  min: 0,
  max: top * HEADROOM,
  holdupTicks: ticks,
  position: 'left',
  stack: 'strips',
  stackWeight: 1,
  weight: stripCount - index, // Chart.js stacks from the bottom
  border: { display: true, color: '--line' },
});

/** The roles that have a line somewhere. */
function legendOf(strips: readonly ResourceStrip[]): LegendEntry[] {
  const roles = new Set(strips.flatMap(({ lines }) => lines.map(({ telemetry }) => telemetry.role)));
  return RESOURCE_ROLES.filter(({ role }) => roles.has(role)).map(({ meaning, color, dash }) => ({
    text: meaning,
    mark: { marker: 'circle', fillColor: color ?? '--series-grey', edgeColor: color ?? '--series-grey', radiusPx: 0 },
    dash,
  }));
}

/** Strips of one height, one below the other, on one axis of time. */
export function drawStrips(
  record: RunRecord,
  strips: readonly ResourceStrip[],
  picture: StripPicture,
): ChartConfiguration {
  const endSeconds = endSecondsOf(record);
  const roundCount = record.scenario.roundCount;
  return {
    heightPx: 114 + Math.max(1, strips.length) * STRIP_PX,
    datasets: strips.flatMap((strip, index) => datasetsOf(strip, index, picture, endSeconds)),
    scales: {
      x: timeScale(record, 'since the trial began'),
      ...Object.fromEntries(strips.map((_, index) => [scaleId(index), stripScale(picture, index, strips.length)])),
    },
    annotations: {
      legend: legendOf(strips),
      bands: phaseBands(record),
      lines: picture.lines(strips.map((_, index) => scaleId(index))),
      headings: strips.map((strip, index) => ({
        scaleId: scaleId(index),
        value: null,
        mark: markOf(strip.style, 5.5),
        text: plainText(strip.targetName),
        note: `${picture.noteOf(strip)}, round ${strip.roundIndex + 1} of ${roundCount}`,
      })),
      xUnit: 's',
      yUnit: picture.unit,
    },
  };
}

/** Round numbers from 0 to the top, three steps at the most, as strips are low. */
export function lowTicks(top: number, steps: readonly number[], labelOf: (value: number) => string): AxisTick[] {
  const step = steps.find((size) => top / size <= 3) ?? top;
  return Array.from({ length: Math.floor(top / step + 1e-9) + 1 }, (_, index) => ({
    value: index * step,
    label: labelOf(index * step),
  }));
}
