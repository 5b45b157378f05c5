import { countedTrials } from '../../stats/gates/counted-trials.ts';
import { percentile, samplesNeeded } from '../../stats/percentile.ts';
import { isWithin, phasesOf } from '../../stats/phases.ts';
import type { RunRecord } from '../../stats/record.ts';
import type { Summary, TargetSummary } from '../../stats/summary.ts';
import { type WaitSamples, mergeSamples, waitAt, waitSamples } from '../../stats/wait-samples.ts';
import type { AxisTick, Chart, ChartConfiguration, ChartDataset, ChartPoint, ChartScale } from '../chart.ts';
import { plainText } from '../plain-text.ts';
import { type SeriesStyle, edgeColor, markOf, seriesStyles } from '../series-style.ts';
import { NEIGHBOUR_ROLES, growthText, measuredTargets, streamName, streamOf } from '../streams.ts';
import { type WaitRange, drawnMs, waitRange, waitScale } from '../wait-axis.ts';
import { supportText } from '../wording.ts';

const PANEL_PX = 270;
const POINTS_PER_DECADE = 30;
const MARKED_SHARES = [0.5, 0.9, 0.99, 0.999] as const;

type Role = (typeof NEIGHBOUR_ROLES)[number];

interface Curve {
  readonly targetName: string;
  readonly role: Role;
  readonly style: SeriesStyle;
  readonly samples: WaitSamples;
  /** x = 1 / (1 - share), as far as ten samples lie beyond. */
  readonly points: readonly ChartPoint[];
}

/** All waits of the load phase of all rounds that count. Of a backlog that grows they would only tell how long the run was. */
function mergedWaits(record: RunRecord, target: TargetSummary, role: Role): WaitSamples {
  const { load } = phasesOf(record.scenario);
  const isGrowing = growthText(streamOf(record, target, role)) !== null;
  const rounds = (isGrowing ? [] : countedTrials(record, target))
    .flatMap(({ streams }) => streams.filter((stream) => stream.streamName === streamName(record, role)))
    .map((stream) => waitSamples(stream, (index) => isWithin(load, stream.dueAtMs[index] ?? -1)));
  return mergeSamples(rounds);
}

function curvePoints({ sortedMs }: WaitSamples): ChartPoint[] {
  const lastX = sortedMs.length / samplesNeeded(0); // n (1 - p) = 10 where the line stops
  if (lastX < 1) return [];
  const stepCount = Math.max(1, Math.ceil(Math.log10(lastX) * POINTS_PER_DECADE));
  return Array.from({ length: stepCount + 1 }, (_, step) => {
    const x = lastX ** (step / stepCount);
    return [Number(x.toPrecision(5)), Number(drawnMs(percentile(sortedMs, 1 - 1 / x)).toPrecision(4))];
  });
}

function curvesOf(record: RunRecord, summary: Summary): Curve[] {
  const styles = seriesStyles(record.targets.map(({ name }) => name));
  return NEIGHBOUR_ROLES.flatMap((role) =>
    measuredTargets(summary).flatMap((target) => {
      const { targetName } = target;
      const style = styles.get(targetName);
      const samples = mergedWaits(record, target, role);
      const points = curvePoints(samples);
      return style === undefined || points.length === 0 ? [] : [{ targetName, role, style, samples, points }];
    }),
  );
}

function lineOf(curve: Curve, index: number): ChartDataset {
  const { targetName, role, style, points } = curve;
  return {
    label: plainText(targetName),
    data: points,
    yAxisID: role,
    showLine: true,
    borderColor: edgeColor(style.color),
    borderWidth: 2,
    borderDash: style.dash,
    pointStyle: style.marker,
    // Markers tell lines apart where their dashes run together; they are staggered so that none hides another.
    pointRadius: points.map((_, step) => ((step + index * 4) % 12 === 5 ? 4.5 : 0)),
    pointHitRadius: 5,
    pointBackgroundColor: style.color,
    pointBorderColor: edgeColor(style.color),
    pointBorderWidth: style.marker === 'star' || style.marker === 'cross' || style.marker === 'crossRot' ? 2 : 1,
    clip: false,
  };
}

function shareTicks(maxX: number): AxisTick[] {
  const shares = [0, ...MARKED_SHARES, 0.9999];
  return shares
    .map((share) => ({
      value: Number((1 / (1 - share)).toPrecision(6)),
      label: `${Number((share * 100).toFixed(2))} %`,
    }))
    .filter(({ value }) => value <= maxX);
}

const panelScale = (range: WaitRange, index: number): ChartScale => ({
  ...waitScale(range, 0.45),
  position: 'left',
  stack: 'panels',
  stackWeight: 1,
  weight: NEIGHBOUR_ROLES.length - index, // Chart.js stacks from the bottom
  border: { display: true, color: '--line' },
});

/** A line through requests that never got an answer is too low, and nobody can say by how much. */
function panelNote(curves: readonly Curve[], role: Role): string {
  const isBound = curves.some(
    (curve) => curve.role === role && curve.samples.answeredMs.length < curve.samples.sortedMs.length,
  );
  const kind = role === 'warm' ? 'its connection was open before' : 'opens a connection for each request';
  return isBound ? `${kind}; some were never answered, so lines are lower bounds` : kind;
}

function configure(record: RunRecord, summary: Summary): ChartConfiguration {
  const curves = curvesOf(record, summary);
  const roles = NEIGHBOUR_ROLES.filter((role) => curves.some((curve) => curve.role === role));
  const range = waitRange(curves.flatMap(({ points }) => points.map(([, ms]) => ms)));
  const maxX = Math.max(10, ...curves.flatMap(({ points }) => points.map(([x]) => x)));
  return {
    heightPx: 110 + Math.max(1, roles.length) * PANEL_PX,
    datasets: curves.map(lineOf),
    scales: {
      x: {
        type: 'logarithmic',
        min: 1,
        max: maxX * 1.05,
        holdupTicks: shareTicks(maxX * 1.05),
        title: { display: true, text: 'share of requests that waited no longer' },
      },
      ...Object.fromEntries(roles.map((role, index) => [role, panelScale(range, index)])),
    },
    annotations: {
      legend: measuredTargets(summary).flatMap(({ targetName }) => {
        const style = curves.find((curve) => curve.targetName === targetName)?.style;
        return style === undefined ? [] : [{ text: plainText(targetName), mark: markOf(style, 4.5), dash: style.dash }];
      }),
      headings: roles.map((role) => ({
        scaleId: role,
        value: null,
        mark: null,
        text: `${role} neighbour`,
        note: panelNote(curves, role),
      })),
      yUnit: 'ms',
    },
  };
}

/** The wait at that share, or n/a where fewer than ten samples lie beyond. */
const waitText = ({ samples }: Curve, share: number): string =>
  supportText(waitAt(samples, share), samples.sortedMs.length);

export const percentileCurve: Chart = {
  name: 'percentile-curve',
  place: 4,
  title: 'From the lucky to the unlucky',
  question: 'How is waiting shared out: is it a few who wait long, or everybody?',
  configure,
  describe(record, summary) {
    const parts = curvesOf(record, summary).map(
      (curve) => `${curve.targetName} ${curve.role} ${MARKED_SHARES.map((share) => waitText(curve, share)).join(', ')}`,
    );
    return `Wait by percentile, each line as far as ten samples lie beyond it. At 50, 90, 99 and 99.9 %: ${parts.join('; ') || 'no samples'}.`;
  },
  table(record, summary) {
    return {
      columns: ['Target', 'Neighbour', 'n', ...MARKED_SHARES.map((share) => `${Number((share * 100).toFixed(2))} %`)],
      rows: curvesOf(record, summary).map((curve) => [
        curve.targetName,
        curve.role,
        String(curve.samples.sortedMs.length),
        ...MARKED_SHARES.map((share) => waitText(curve, share)),
      ]),
    };
  },
};
