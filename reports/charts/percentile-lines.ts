import { countedTrials } from '../../stats/gates/counted-trials.ts';
import { percentile, samplesNeeded } from '../../stats/percentile.ts';
import { phasesOf, steadyPhase } from '../../stats/phases.ts';
import type { RunRecord } from '../../stats/record.ts';
import { loadWaits } from '../../stats/stream-summary.ts';
import type { Summary, TargetSummary } from '../../stats/summary.ts';
import { type WaitSamples, mergeSamples } from '../../stats/wait-samples.ts';
import type { ChartPoint, SpreadPoint } from '../chart.ts';
import { type SeriesStyle, seriesStyles } from '../series-style.ts';
import { growthText, measuredTargets, streamName, streamOf } from '../streams.ts';
import { drawnMs } from '../wait-axis.ts';
import { remembered } from './remembered.ts';

const POINTS_PER_DECADE = 30;

export const CURVE_ROLES = ['warm', 'cold', 'heavy'] as const;
export type CurveRole = (typeof CURVE_ROLES)[number];

/** How one target let one stream wait; x = 1 / (1 - share), y in ms. */
export interface Curve {
  readonly targetName: string;
  readonly role: CurveRole;
  readonly style: SeriesStyle;
  /** Of all rounds that count, together. */
  readonly samples: WaitSamples;
  /** As far as ten samples lie beyond. */
  readonly points: readonly ChartPoint[];
  /** The lowest and the highest round, as far as ten samples of each lie beyond; empty of a single round. */
  readonly spread: readonly SpreadPoint[];
}

/** Waits of each round that counts. Of a backlog that grows they would only tell how long the run was. */
function roundWaits(record: RunRecord, target: TargetSummary, role: CurveRole): WaitSamples[] {
  const name = streamName(record, role);
  const stream = record.scenario.streams.find((candidate) => candidate.name === name);
  if (stream === undefined || growthText(streamOf(record, target, role)) !== null) return [];
  const steady = steadyPhase(phasesOf(record.scenario).load, stream, record.calibration);
  return countedTrials(record, target)
    .flatMap(({ streams }) => streams.filter(({ streamName: own }) => own === name))
    .map((samples) => loadWaits(stream, samples, steady));
}

/** Where n (1 - p) = 10: beyond it a percentile is the luck of a few requests. */
const supportedX = ({ sortedMs }: WaitSamples): number => sortedMs.length / samplesNeeded(0);

const waitMsAt = ({ sortedMs }: WaitSamples, x: number): number =>
  Number(drawnMs(percentile(sortedMs, 1 - 1 / x)).toPrecision(4));

/** Evenly spaced from the fastest request to where the samples run out. */
function curveXs(lastX: number): number[] {
  if (lastX < 1) return [];
  const stepCount = Math.max(1, Math.ceil(Math.log10(lastX) * POINTS_PER_DECADE));
  return Array.from({ length: stepCount + 1 }, (_, step) => Number((lastX ** (step / stepCount)).toPrecision(5)));
}

function spreadOf(rounds: readonly WaitSamples[]): SpreadPoint[] {
  if (rounds.length < 2) return [];
  return curveXs(Math.min(...rounds.map(supportedX))).map((x) => {
    const waitsMs = rounds.map((round) => waitMsAt(round, x));
    return [x, Math.min(...waitsMs), Math.max(...waitsMs)];
  });
}

/** One entry per target and stream with enough samples, in the order of `CURVE_ROLES`. */
export const curvesOf = remembered((record: RunRecord, summary: Summary): Curve[] => {
  const styles = seriesStyles(record.targets.map(({ name }) => name));
  return CURVE_ROLES.flatMap((role) =>
    measuredTargets(summary).flatMap((target) => {
      const { targetName } = target;
      const style = styles.get(targetName);
      const rounds = roundWaits(record, target, role);
      const samples = mergeSamples(rounds);
      const points = curveXs(supportedX(samples)).map((x): ChartPoint => [x, waitMsAt(samples, x)]);
      if (style === undefined || points.length === 0) return [];
      return [{ targetName, role, style, samples, points, spread: spreadOf(rounds) }];
    }),
  );
});
