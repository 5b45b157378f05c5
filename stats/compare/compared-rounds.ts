import { type Weights, weightedMedian, weightedPercentile } from '../confidence.ts';
import type { Metric } from './compare.ts';
import { percentile, samplesNeeded } from '../percentile.ts';
import { lengthMs, phasesOf, steadyPhase } from '../phases.ts';
import { countedTrials } from '../gates/counted-trials.ts';
import type { RunRecord } from '../record.ts';
import { countDone, loadWaits } from '../stream-summary.ts';
import type { TargetSummary } from '../summary.ts';
import { type WaitSamples, mergeSorted } from '../wait-samples.ts';

/** One target of one level's record. */
export interface ComparedTarget {
  readonly record: RunRecord;
  readonly target: TargetSummary;
}

/** What one round of one stream gave. */
export interface ComparedRound {
  readonly roundIndex: number;
  readonly waits: WaitSamples;
  readonly donePerSecond: number;
}

export const SHARES = { p50: 0.5, p90: 0.9, p99: 0.99 } as const;

export const isCensored = ({ sortedMs, answeredMs }: WaitSamples): boolean => answeredMs.length < sortedMs.length;

/** The rounds that count, in their order. */
export function roundsOf(compared: ComparedTarget, streamName: string): ComparedRound[] {
  const { scenario, calibration } = compared.record;
  const stream = scenario.streams.find(({ name }) => name === streamName);
  if (stream === undefined) return [];
  const steady = steadyPhase(phasesOf(scenario).load, stream, calibration);
  return countedTrials(compared.record, compared.target)
    .flatMap(({ roundIndex, streams }) =>
      streams
        .filter((samples) => samples.streamName === streamName)
        .map((samples) => ({
          roundIndex,
          waits: loadWaits(stream, samples, steady),
          donePerSecond: (countDone(samples, steady) * 1_000) / lengthMs(steady),
        })),
    )
    .toSorted((a, b) => a.roundIndex - b.roundIndex);
}

/** A round in which everybody was turned away has no wait. */
export const withWaits = (rounds: readonly ComparedRound[]): ComparedRound[] =>
  rounds.filter(({ waits }) => waits.sortedMs.length > 0);

/** The same waits with everybody who was never answered waiting for ever. */
const neverAnswered = ({ sortedMs, answeredMs }: WaitSamples): WaitSamples => ({
  sortedMs: mergeSorted([answeredMs, new Float64Array(sortedMs.length - answeredMs.length).fill(Infinity)]),
  answeredMs,
});

export const withoutBound = (rounds: readonly ComparedRound[]): ComparedRound[] =>
  rounds.map((round) => ({ ...round, waits: neverAnswered(round.waits) }));

/** The figure of a single round. */
function figureOf({ waits, donePerSecond }: ComparedRound, metric: Metric): number {
  if (metric === 'donePerSecond') return donePerSecond;
  const { sortedMs } = waits;
  return metric === 'mean'
    ? sortedMs.reduce((sum, ms) => sum + ms, 0) / sortedMs.length
    : percentile(sortedMs, SHARES[metric]);
}

/** Whether one round alone has samples enough for the figure. */
const canTell = (metric: Metric, { waits }: ComparedRound): boolean =>
  metric === 'mean' || metric === 'donePerSecond' || waits.sortedMs.length >= samplesNeeded(SHARES[metric]);

function pooled(rounds: readonly ComparedRound[], share: number): (weights: Weights) => number {
  const sortedRounds = rounds.map(({ waits }) => waits.sortedMs);
  const sortedAll = mergeSorted(sortedRounds);
  return (weights) => weightedPercentile(sortedRounds, sortedAll, weights, share);
}

type Contrast = (targetWeights: Weights, referenceWeights: Weights) => number;

/**
 * Target minus reference, of the rounds drawn at each. Where every round can tell the figure: the median over rounds of
 * what the two of a round lie apart, or, unpaired, the two medians. Else the pooled percentiles of the rounds drawn.
 *
 * @param scale the logarithm for ratios, the identity for differences
 */
export function contrastOf(
  target: readonly ComparedRound[],
  reference: readonly ComparedRound[],
  metric: Metric,
  isPaired: boolean,
  scale: (figure: number) => number,
): Contrast {
  const isPerRound = [...target, ...reference].every((round) => canTell(metric, round));
  if (!isPerRound && metric !== 'mean' && metric !== 'donePerSecond') {
    const [ofTarget, ofReference] = [pooled(target, SHARES[metric]), pooled(reference, SHARES[metric])];
    return (targetWeights, referenceWeights) => scale(ofTarget(targetWeights)) - scale(ofReference(referenceWeights));
  }
  const ofTarget = target.map((round) => scale(figureOf(round, metric)));
  const ofReference = reference.map((round) => scale(figureOf(round, metric)));
  if (isPaired) return weightedMedian(ofTarget.map((value, index) => value - (ofReference[index] ?? Number.NaN)));
  const [targetMedian, referenceMedian] = [weightedMedian(ofTarget), weightedMedian(ofReference)];
  return (targetWeights, referenceWeights) => targetMedian(targetWeights) - referenceMedian(referenceWeights);
}
