import { isBurst } from '../../stats/loads.ts';
import { phasesOf } from '../../stats/phases.ts';
import type { RunRecord } from '../../stats/record.ts';
import { STALL_MS, type Summary } from '../../stats/summary.ts';
import type { AxisTick, Band, Chart, ChartConfiguration, ChartDataset, ChartScale } from '../chart.ts';
import { decimate } from '../decimate.ts';
import { plainText } from '../plain-text.ts';
import { edgeColor, markOf } from '../series-style.ts';
import { type WaitRange, formatWait, waitRange, waitScale } from '../wait-axis.ts';
import { type Strip, stripsOf, worstOf, worstPerPhase } from './timeline-strips.ts';

const STRIP_PX = 124;
const BUCKET_COUNT = 420; // about two buckets per pixel of the page's strips

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
      pointBorderColor: edgeColor(style.color) === style.color ? '--paper' : edgeColor(style.color),
      clip: false,
    },
    {
      label: plainText(target.targetName),
      yAxisID,
      data: decimate(points, BUCKET_COUNT),
      showLine: true,
      borderWidth: 1.25,
      borderColor: edgeColor(style.color),
      backgroundColor: `${style.color}/0.22`,
      fill: 'start',
      pointRadius: 0,
      pointHitRadius: 6,
    },
  ];
}

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

function bandsOf(record: RunRecord): Band[] {
  const { quiet, load, recovery } = phasesOf(record.scenario);
  const labelled = [
    { phase: quiet, label: 'quiet', isShaded: false },
    {
      phase: load,
      label: isBurst(record.scenario) ? 'load: it all comes at the start' : 'load: heavy work runs',
      isShaded: true,
    },
    { phase: recovery, label: 'recovery', isShaded: false },
  ];
  return labelled
    .filter(({ phase }) => phase.endMs > phase.startMs)
    .map(({ phase, label, isShaded }) => ({
      fromX: phase.startMs / 1_000,
      toX: phase.endMs / 1_000,
      label,
      isShaded,
    }));
}

/** About eight round numbers of seconds. */
function secondTicks(endSeconds: number): AxisTick[] {
  const step = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300].find((size) => endSeconds / size <= 9) ?? 600;
  return Array.from({ length: Math.floor(endSeconds / step + 1e-9) + 1 }, (_, index) => {
    const value = Number((index * step).toFixed(1));
    return { value, label: `${value} s` };
  });
}

function configure(record: RunRecord, summary: Summary): ChartConfiguration {
  const strips = stripsOf(record, summary);
  const range = waitRange(strips.flatMap(({ points }) => points.map(([, ms]) => ms)));
  const endSeconds = phasesOf(record.scenario).recovery.endMs / 1_000;
  const roundCount = record.scenario.roundCount;
  return {
    heightPx: 84 + Math.max(1, strips.length) * STRIP_PX,
    datasets: strips.flatMap(datasetsOf),
    scales: {
      x: {
        type: 'linear',
        min: 0,
        max: endSeconds,
        holdupTicks: secondTicks(endSeconds),
        title: { display: true, text: 'when the request was due, since the trial began' },
      },
      ...Object.fromEntries(strips.map((_, index) => [scaleId(index), stripScale(range, index, strips.length)])),
    },
    annotations: {
      bands: bandsOf(record),
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
      labels: strips.flatMap((strip, index) => {
        const worst = worstOf(strip);
        return worst === undefined
          ? []
          : [
              {
                yScaleId: scaleId(index),
                x: worst[0],
                y: worst[1],
                text: formatWait({ valueMs: worst[1], isAtLeast: strip.isAtLeast }),
                sides: ['above', 'right', 'left'] as const,
                isBold: true,
              },
            ];
      }),
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
  configure,
  describe(record, summary) {
    const parts = stripsOf(record, summary).map(
      (strip) => `${strip.target.targetName} ${worstPerPhase(record, strip).join(', ')}`,
    );
    return `Wait of each request over time, one strip per target, in the round whose longest wait is the middle one. Longest wait in quiet, load and recovery: ${parts.join('; ') || 'no valid trial'}.`;
  },
  table(record, summary) {
    return {
      columns: ['Target', 'Round shown', 'Longest in quiet', 'Longest in load', 'Longest in recovery'],
      rows: stripsOf(record, summary).map((strip) => [
        strip.target.targetName,
        `${strip.roundIndex + 1} of ${record.scenario.roundCount}`,
        ...worstPerPhase(record, strip),
      ]),
    };
  },
};
