import type { Metric } from './compare.ts';
import {
  type ComparedRound,
  type ComparedTarget,
  contrastOf,
  isCensored,
  roundsOf,
  withWaits,
  withoutBound,
} from './compared-rounds.ts';
import type { Evidence } from './comparison-verdict.ts';
import { contrastEstimate } from '../confidence.ts';
import type { Estimate } from '../record.ts';
import type { StreamSummary, TargetSummary, Wait } from '../summary.ts';

/** Which figures are compared, and how. */
export interface ComparedFigure {
  readonly streamName: string;
  readonly metric: Metric;
  /** Whether round n of one and round n of the other met the same arrivals. */
  readonly isPaired: boolean;
  /** What sentences call the reference. */
  readonly referenceName: string;
}

const streamOf = ({ streams }: TargetSummary, streamName: string): StreamSummary | undefined =>
  streams.find((stream) => stream.streamName === streamName);

/** As it is published; null where there are too few samples, or none. */
function publishedFigure(stream: StreamSummary | undefined, metric: Metric): Wait | null {
  if (stream === undefined) return null;
  if (metric === 'donePerSecond') return { valueMs: stream.donePerSecond.value, isAtLeast: false };
  return metric === 'mean' ? stream.meanMs : stream.waitMs[metric];
}

/** What the machine takes when nobody works: the smaller of the two, as a server that is always slow is no floor. */
function floorOf(streams: readonly (StreamSummary | undefined)[]): number | null {
  const floors = streams.flatMap((stream) => stream?.quietWaitMs.p50?.valueMs ?? []);
  return floors.length < streams.length ? null : Math.min(...floors);
}

function highestOf(streams: readonly (StreamSummary | undefined)[], metric: Metric): number | null {
  if (metric === 'donePerSecond' || metric === 'mean') return null;
  const highs = streams.flatMap((stream) => stream?.intervals[metric]?.high ?? []);
  return highs.length < streams.length ? null : Math.max(...highs);
}

const finite = (estimate: Estimate | null): Estimate | null =>
  estimate !== null && [estimate.value, estimate.low, estimate.high].every(Number.isFinite) ? estimate : null;

const asRatio = ({ value, low, high, confidenceShare }: Estimate): Estimate => ({
  value: Math.exp(value),
  low: Math.exp(low),
  high: Math.exp(high),
  confidenceShare,
});

type Contrasts = Pick<Evidence, 'ratio' | 'difference' | 'bounds' | 'roundCount' | 'roundsText'>;

function contrastsOf(
  target: readonly ComparedRound[],
  reference: readonly ComparedRound[],
  { metric, isPaired }: ComparedFigure,
  seed: number,
): Contrasts {
  const counts = { targetCount: target.length, referenceCount: reference.length, isPaired };
  const estimate = (
    ofTarget: readonly ComparedRound[],
    ofReference: readonly ComparedRound[],
    scale: (figure: number) => number,
  ): Estimate | null => contrastEstimate(counts, contrastOf(ofTarget, ofReference, metric, isPaired, scale), seed);
  const log = finite(estimate(target, reference, Math.log));
  const ratio = log === null ? null : asRatio(log);
  const isOpen =
    metric !== 'donePerSecond' && ([...target, ...reference] as const).some(({ waits }) => isCensored(waits));
  const bounds =
    ratio === null || !isOpen
      ? ratio
      : {
          low: Math.exp(estimate(target, withoutBound(reference), Math.log)?.low ?? -Infinity),
          high: Math.exp(estimate(withoutBound(target), reference, Math.log)?.high ?? Infinity),
        };
  const roundCount = Math.min(target.length, reference.length);
  const roundsText = isPaired
    ? `${roundCount} paired round${roundCount === 1 ? '' : 's'}`
    : `${target.length} and ${reference.length} rounds that are not paired`;
  return { ratio, difference: finite(estimate(target, reference, (figure) => figure)), bounds, roundCount, roundsText };
}

/** Only the rounds that count at both. */
function commonRounds(
  target: readonly ComparedRound[],
  reference: readonly ComparedRound[],
): readonly [readonly ComparedRound[], readonly ComparedRound[]] {
  const indices = (rounds: readonly ComparedRound[]): Set<number> =>
    new Set(rounds.map(({ roundIndex }) => roundIndex));
  const [ofTarget, ofReference] = [indices(target), indices(reference)];
  return [
    target.filter(({ roundIndex }) => ofReference.has(roundIndex)),
    reference.filter(({ roundIndex }) => ofTarget.has(roundIndex)),
  ];
}

/**
 * Two figures, and how far they lie apart. The figures are the published ones, of all rounds that count at each; ratio
 * and difference are of the rounds themselves.
 *
 * @returns null where one of the two has no such figure
 */
export function evidenceOf(
  target: ComparedTarget,
  reference: ComparedTarget,
  compared: ComparedFigure,
): Evidence | null {
  const { streamName, metric, isPaired, referenceName } = compared;
  const streams = [streamOf(target.target, streamName), streamOf(reference.target, streamName)] as const;
  const [figure, referenceFigure] = [publishedFigure(streams[0], metric), publishedFigure(streams[1], metric)];
  if (figure === null || referenceFigure === null) return null;
  const [own = [], others = []] = [target, reference]
    .map((one) => roundsOf(one, streamName))
    .map((rounds) => (metric === 'donePerSecond' ? rounds : withWaits(rounds)));
  const [ofTarget, ofReference] = isPaired ? commonRounds(own, others) : [own, others];
  return {
    ...contrastsOf(ofTarget, ofReference, compared, target.record.seed),
    targetName: target.target.targetName,
    referenceName,
    streamName,
    metric,
    figure,
    referenceFigure,
    highestMs: highestOf(streams, metric),
    floorMs: floorOf(streams),
  };
}
