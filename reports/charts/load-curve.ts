import { type HeavyLimit, heavyLimitOf } from '../../stats/heavy-limit.ts';
import type { RunRecord } from '../../stats/record.ts';
import type { Summary } from '../../stats/summary.ts';
import { formatMs, formatRate, formatShare, plural } from '../../stats/units.ts';
import type { AxisTick, Band, Chart, ChartConfiguration, ChartScale, LegendEntry, MarkStyle } from '../chart.ts';
import { plainText } from '../plain-text.ts';
import { markOf } from '../series-style.ts';
import { type WaitRange, formatWait, waitScale } from '../wait-axis.ts';
import { type Panel, axisOf, hasKnee, kneeLabels, lineOf, rangeOf, unstableLabels } from './load-marks.ts';
import { type LoadKind, type LoadPoint, loadKindOf, kneeOf, loadLines, warmMetric } from './load-points.ts';
import { theoryLines } from './load-theory.ts';

const PANEL_PX = 290;
const PANELS: readonly Panel[] = ['heavy', 'warm'];

const HEADROOM_DECADES = 0.75;

const panelScale = (range: WaitRange, panel: Panel): ChartScale => ({
  ...waitScale(range, HEADROOM_DECADES),
  position: 'left',
  stack: 'panels',
  stackWeight: 1,
  weight: PANELS.length - PANELS.indexOf(panel), // Chart.js stacks from the bottom
  border: { display: true, color: '--line' },
});

const xTicks = (points: readonly LoadPoint[], kind: LoadKind): AxisTick[] =>
  [...new Set(points.map(({ x }) => x))].map((value) => ({
    value,
    label: kind === 'open' ? `${Number(value.toPrecision(3))}/s` : String(value),
  }));

const GREY = { fillColor: '--paper', edgeColor: '--muted' } as const;
const THEORY: LegendEntry = {
  text: 'queueing theory, from D and the cores',
  mark: { ...GREY, marker: 'circle', radiusPx: 0 },
  dash: [3, 3],
};
const UNSTABLE: LegendEntry = {
  text: 'open, at the top: unstable, backlog growth',
  mark: { ...GREY, marker: 'circle', radiusPx: 5 },
  dash: null,
};

/** A smaller mark cannot be told from a full one before this share is missing. */
const ALL_BUT = 0.97;
const SIZE: LegendEntry = {
  text: 'size of a mark: share answered right',
  mark: { ...GREY, marker: 'circle', radiusPx: 3 },
  dash: null,
};
const KNEE: LegendEntry = {
  text: 'ring: knee, past it waits outgrow work done',
  mark: { ...GREY, marker: 'circle', radiusPx: 7 },
  dash: null,
};

interface Overload {
  readonly bands: readonly Band[];
  readonly legend: readonly LegendEntry[];
}

/** Where more is asked for than all cores can do, whatever the strategy. */
function overloadOf(limit: HeavyLimit | null, maxX: number): Overload {
  if (limit === null || limit.perSecond >= maxX) return { bands: [], legend: [] };
  const text = `overload: over ${formatRate(limit.perSecond)}, beyond ${plural(limit.count, limit.kind)}`;
  const mark: MarkStyle = { ...GREY, marker: 'hatch', radiusPx: 7 };
  return {
    bands: [{ fromX: limit.perSecond, toX: maxX, label: 'overload', isShaded: false, isHatched: true }],
    legend: [{ text, mark, dash: null }],
  };
}

const AXIS_TITLES: Readonly<Record<LoadKind, string>> = {
  open: 'heavy requests asked for, per second',
  closed: 'heavy clients, each asking again once answered (log scale)',
};

function configure(record: RunRecord, summary: Summary): ChartConfiguration {
  const kind = loadKindOf(summary) ?? 'open';
  const lines = loadLines(record, summary);
  const points = lines.flatMap(({ heavy, warm }) => [...heavy, ...warm]);
  const limit = kind === 'open' ? heavyLimitOf(record) : null;
  const axis = axisOf(kind, points.length === 0 ? [1] : points.map(({ x }) => x), limit?.perSecond ?? null);
  const overload = overloadOf(limit, axis.max);
  const ranges = { heavy: rangeOf(lines, 'heavy'), warm: rangeOf(lines, 'warm') };
  const theory = theoryLines(record, lines, kind, axis.max, ranges);
  const placeOf = (index: number): number => index - (lines.length - 1) / 2;
  const perPanel = PANELS.flatMap((panel) => lines.map((line, index) => ({ line, panel, place: placeOf(index) })));
  return {
    heightPx: 110 + PANELS.length * PANEL_PX,
    datasets: [
      ...perPanel.flatMap(({ line, panel, place }) => lineOf(line, panel, axis, place, ranges[panel])),
      ...theory, // Chart.js draws the first dataset on top
    ],
    scales: {
      x: {
        type: kind === 'open' ? 'linear' : 'logarithmic',
        min: axis.min,
        max: axis.max,
        holdupTicks: xTicks(points, kind),
        title: { display: true, text: AXIS_TITLES[kind] },
      },
      heavy: panelScale(ranges.heavy, 'heavy'),
      warm: panelScale(ranges.warm, 'warm'),
    },
    annotations: {
      legend: [
        ...lines.map(({ target, style }) => ({
          text: plainText(target.name),
          mark: markOf(style, 4.5),
          dash: style.dash,
        })),
        ...(theory.length === 0 ? [] : [THEORY]),
        ...(points.some(({ growth }) => growth !== null) ? [UNSTABLE] : []),
        ...(points.some(({ completedShare }) => completedShare < ALL_BUT) ? [SIZE] : []),
        ...(lines.some(hasKnee) ? [KNEE] : []),
        ...overload.legend,
      ],
      ...(overload.bands.length === 0 ? {} : { bands: overload.bands }),
      headings: [
        { scaleId: 'heavy', value: null, mark: null, text: 'heavy request', note: 'mean time to its answer' },
        {
          scaleId: 'warm',
          value: null,
          mark: null,
          text: 'warm neighbour',
          note: `${warmMetric(summary)} of its wait`,
        },
      ],
      labels: [
        ...perPanel.flatMap(({ line, panel, place }) => unstableLabels(line, panel, axis, place, ranges[panel])),
        ...lines.flatMap((line, index) => kneeLabels(line, axis, placeOf(index))),
      ],
      yUnit: 'ms',
    },
  };
}

function pointText({ wait, growth }: LoadPoint): string {
  if (growth !== null) return `unstable, ${growth}`;
  return wait === null ? 'n/a' : formatWait(wait);
}

export const loadCurve: Chart = {
  name: 'load-curve',
  place: 0,
  title: 'From light load to heavy',
  question: 'How do the heavy requests and their neighbours fare as more heavy work is asked for?',
  draws: 'all-levels',
  isShown: (_record, summary) => loadKindOf(summary) !== null,
  configure,
  describe(record, summary) {
    const parts = loadLines(record, summary).map(
      ({ target, heavy }) =>
        `${target.name} ${heavy.map((point) => `${pointText(point)} at ${point.levelName}`).join(', ')}`,
    );
    return `Mean time to the answer of heavy requests at each load: ${parts.join('; ') || 'nothing measured'}.`;
  },
  table(record, summary) {
    const metric = warmMetric(summary);
    return {
      columns: [
        'Target',
        'Load',
        'Heavy, mean',
        'Heavy, predicted',
        `Warm neighbour, ${metric}`,
        'Neighbour, predicted',
        'Heavy, answered right',
        'Knee',
      ],
      rows: loadLines(record, summary).flatMap((line) => {
        const { target, heavy, warm } = line;
        const knee = kneeOf(line);
        return heavy.map((point, index) => {
          const neighbour = warm[index];
          return [
            target.name,
            point.levelName,
            pointText(point),
            point.predictedMs === null ? 'n/a' : formatMs(point.predictedMs),
            neighbour === undefined ? 'n/a' : pointText(neighbour),
            neighbour === undefined || neighbour.predictedMs === null ? 'n/a' : formatMs(neighbour.predictedMs),
            formatShare(point.completedShare),
            point === knee ? (index === 0 ? 'here, or before' : 'here') : '',
          ];
        });
      }),
    };
  },
};
