import { predictedCurve } from '../../stats/prediction.ts';
import { closedLoop } from '../../stats/queueing.ts';
import type { QueueModel, RunRecord } from '../../stats/record.ts';
import { serverCoreCount } from '../../stats/resources.ts';
import type { ChartDataset, ChartPoint } from '../chart.ts';
import { plainText } from '../plain-text.ts';
import { edgeColor } from '../series-style.ts';
import type { WaitRange } from '../wait-axis.ts';
import type { LoadKind, LoadLine } from './load-points.ts';

const STEP_COUNT = 60;

/** Whole numbers of clients, closer together where there are few. */
const clientCounts = (maxCount: number): number[] => [
  ...new Set(Array.from({ length: STEP_COUNT + 1 }, (_, step) => Math.round(maxCount ** (step / STEP_COUNT)))),
];

function heavyCurve(queue: QueueModel, taskMs: number, coreCount: number, kind: LoadKind, maxX: number): ChartPoint[] {
  if (kind === 'closed') {
    const serverCount = Math.min(queue.count, coreCount);
    return clientCounts(maxX).map((clientCount) => [
      clientCount,
      closedLoop({ clientCount, taskMs, serverCount }).responseMs,
    ]);
  }
  const rates = Array.from({ length: STEP_COUNT }, (_, step) => (maxX * (step + 1)) / STEP_COUNT);
  return predictedCurve(queue, taskMs, coreCount, 'mean', rates).map(({ arrivalsPerSecond, responseMs }) => [
    arrivalsPerSecond,
    responseMs,
  ]);
}

const theoryLine = (
  { style, target }: LoadLine,
  yAxisID: string,
  points: readonly ChartPoint[],
  range: WaitRange,
): ChartDataset => ({
  label: '',
  target: plainText(target.name),
  data: points
    .filter(([, ms]) => Number.isFinite(ms) && ms >= range.minMs && ms <= range.maxMs)
    .map(([x, ms]) => [Number(x.toPrecision(4)), Number(ms.toPrecision(4))]),
  yAxisID,
  showLine: true,
  borderColor: `${edgeColor(style.color)}/0.75`,
  borderWidth: 1.25,
  borderDash: [3, 3],
  pointRadius: 0,
});

/**
 * What queueing theory gives from D and the cores alone: of the heavy stream at every load up to `maxX`, of the warm
 * neighbour at the loads that were run.
 */
export function theoryLines(
  record: RunRecord,
  lines: readonly LoadLine[],
  kind: LoadKind,
  maxX: number,
  ranges: { readonly heavy: WaitRange; readonly warm: WaitRange },
): ChartDataset[] {
  const taskMs = record.calibration?.durationMs.mean ?? 0;
  return lines.flatMap((line) => {
    const { queue } = line.target;
    if (queue === undefined || taskMs === 0) return [];
    const warm = line.warm.flatMap(({ x, predictedMs }): ChartPoint[] =>
      predictedMs === null ? [] : [[x, predictedMs]],
    );
    return [
      theoryLine(line, 'heavy', heavyCurve(queue, taskMs, serverCoreCount(record), kind, maxX), ranges.heavy),
      ...(warm.length > 1 ? [theoryLine(line, 'warm', warm, ranges.warm)] : []),
    ];
  });
}
