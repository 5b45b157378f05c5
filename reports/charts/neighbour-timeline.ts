import type { RunRecord } from '../../stats/record.ts';
import { STALL_MS, type Summary } from '../../stats/summary.ts';
import { plural } from '../../stats/units.ts';
import type { Chart, ChartConfiguration, ChartDataset, ChartScale, Gap, LegendEntry, PointLabel } from '../chart.ts';
import { tallest } from '../decimate.ts';
import { plainText } from '../plain-text.ts';
import { edgeColor, markOf } from '../series-style.ts';
import { measuredTargets } from '../streams.ts';
import { type WaitRange, formatWait, waitRange, waitScale } from '../wait-axis.ts';
import { type Stall, stallsOf, thinStalls } from './stalls.ts';
import { endSecondsOf, phaseBands, timeScale } from './time-axis.ts';
import { type Strip, stripsOf, worstOf, worstPerPhase } from './timeline-strips.ts';

const STRIP_PX = 124;
const TICK_COUNT = 900; // about one per pixel of a picture's strips
const GAP_COUNT = 150; // more could not be told apart

const scaleId = (index: number): string => `y${index}`;

function datasetsOf(strip: Strip, index: number): ChartDataset[] {
  const { points, style, target } = strip;
  const worst = worstOf(strip);
  const yAxisID = scaleId(index);
  return [
    {
      label: plainText(target.targetName),
      yAxisID,
      data: worst === undefined ? [] : [worst],
      pointStyle: style.marker,
      pointRadius: 4.5,
      pointBackgroundColor: style.color,
      pointBorderColor: edgeColor(style.color),
      clip: false,
    },
    {
      label: plainText(target.targetName),
      yAxisID,
      data: tallest(points, TICK_COUNT),
      isTicks: true,
      borderWidth: 1.25,
      borderColor: edgeColor(style.color),
      pointRadius: 0,
      pointHitRadius: 6,
    },
  ];
}

/** @param index from the top */
function stripScale(range: WaitRange, index: number, stripCount: number): ChartScale {
  const { holdupTicks = [], ...scale } = waitScale(range, 1.1);
  return {
    ...scale,
    // Every second decade, counted from the top: the strips are low, and the highest is the one that matters.
    holdupTicks: holdupTicks.filter((_, tick) => (holdupTicks.length - 1 - tick) % 2 === 0),
    position: 'left',
    stack: 'strips',
    stackWeight: 1,
    weight: stripCount - index, // Chart.js stacks from the bottom
    border: { display: true, color: '--line' },
  };
}

/** Those of all strips, longest first. */
function gapsOf(strips: readonly Strip[], endSeconds: number): Gap[] {
  const found = strips.flatMap((strip, index) =>
    thinStalls(stallsOf(strip.points, strip.unanswered), GAP_COUNT).map((stall) => ({ strip, index, stall })),
  );
  return found
    .toSorted((a, b) => b.stall.waitMs - a.stall.waitMs)
    .map(({ strip: { target, style }, index, stall }) => ({
      target: plainText(target.targetName),
      scaleId: scaleId(index),
      fromX: seconds(stall.fromMs),
      toX: Math.min(seconds(stall.toMs), endSeconds), // who was never answered waited beyond the end
      label: stallText(stall),
      color: edgeColor(style.color),
    }));
}

const seconds = (ms: number): number => Number((ms / 1_000).toFixed(4));

const stallText = ({ waitMs, isAtLeast }: Stall): string => formatWait({ valueMs: waitMs, isAtLeast });

/** The longest wait of a strip without a stall; of the others the gaps tell it. */
function calmLabel(strip: Strip, index: number): PointLabel[] {
  const worst = worstOf(strip);
  if (worst === undefined || worst[1] > STALL_MS) return [];
  const text = formatWait({ valueMs: worst[1], isAtLeast: strip.isAtLeast });
  return [
    { yScaleId: scaleId(index), x: worst[0], y: worst[1], text, sides: ['above', 'right', 'left'], isBold: true },
  ];
}

const GREY = { fillColor: '--muted', edgeColor: '--muted' } as const;
const LEGEND: readonly LegendEntry[] = [
  {
    text: 'one request, as tall as its wait (log)',
    mark: { ...GREY, marker: 'line', radiusPx: 6 },
    dash: null,
  },
  {
    text: `stall: over ${STALL_MS} ms, longest wait in it`,
    mark: { ...GREY, marker: 'hatch', radiusPx: 7 },
    dash: null,
  },
];

/** Shortest and longest wait. */
function extremesOf({ points }: Strip): number[] {
  let [low, high] = [Infinity, 0];
  for (const [, ms] of points) {
    low = Math.min(low, ms);
    high = Math.max(high, ms);
  }
  return points.length === 0 ? [] : [low, high];
}

function configure(record: RunRecord, summary: Summary): ChartConfiguration {
  const strips = stripsOf(record, summary);
  // With the limit in it: its line would cross the headings of those who are far from it.
  const range = waitRange([STALL_MS, ...strips.flatMap(extremesOf)]);
  const roundCount = record.scenario.roundCount;
  return {
    heightPx: 114 + Math.max(1, strips.length) * STRIP_PX,
    datasets: strips.flatMap(datasetsOf),
    scales: {
      x: timeScale(record, 'when the request was due, since the trial began'),
      ...Object.fromEntries(strips.map((_, index) => [scaleId(index), stripScale(range, index, strips.length)])),
    },
    annotations: {
      legend: LEGEND,
      bands: phaseBands(record),
      gaps: gapsOf(strips, endSecondsOf(record)),
      lines: strips.map((_, index) => ({
        scaleId: scaleId(index),
        value: STALL_MS,
        label: index === 0 ? `stalled: over ${STALL_MS} ms` : '',
        labelToX: record.scenario.quietMs / 1_000,
      })),
      headings: strips.map(({ target, style, roundIndex, growth }, index) => ({
        scaleId: scaleId(index),
        value: null,
        mark: markOf(style, 5.5),
        text: plainText(target.targetName),
        note: `round ${roundIndex + 1} of ${roundCount}${growth === null ? '' : `, unstable: ${growth}`}`,
      })),
      labels: strips.flatMap(calmLabel),
      xUnit: 's',
      yUnit: 'ms',
    },
  };
}

export const neighbourTimeline: Chart = {
  name: 'neighbour-timeline',
  place: 2,
  title: 'Every neighbour, when it came',
  question: 'When did neighbours wait: all the time, or in stalls?',
  isShown: (_record, summary) => measuredTargets(summary).length > 0,
  configure,
  describe(record, summary) {
    const parts = stripsOf(record, summary).map(
      (strip) =>
        `${strip.target.targetName} ${plural(stallsOf(strip.points).length, 'stall')}, ${worstPerPhase(record, strip).join(', ')}`,
    );
    return `Wait of each request over time, one strip per target, in the round whose longest wait is the middle one. Stalls over ${STALL_MS} ms, and longest wait in quiet, load and recovery: ${parts.join('; ') || 'no valid trial'}.`;
  },
  table(record, summary) {
    return {
      columns: [
        'Target',
        'Round shown',
        `Stalls over ${STALL_MS} ms`,
        'Longest in quiet',
        'Longest in load',
        'Longest in recovery',
      ],
      rows: stripsOf(record, summary).map((strip) => [
        strip.target.targetName,
        `${strip.roundIndex + 1} of ${record.scenario.roundCount}`,
        String(stallsOf(strip.points).length),
        ...worstPerPhase(record, strip),
      ]),
    };
  },
};
