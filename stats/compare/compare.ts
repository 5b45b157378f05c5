import type { ComparedTarget } from './compared-rounds.ts';
import { type ComparedFigure, evidenceOf } from './comparison-evidence.ts';
import { differenceOf, sentenceOf } from './comparison-verdict.ts';
import { isHeavy, toldNeighbour } from '../phases.ts';
import type { Estimate, RunRecord } from '../record.ts';
import type { TargetSummary } from '../summary.ts';

export type Metric = 'p50' | 'p90' | 'p99' | 'mean' | 'donePerSecond';

/** The only four things that are ever said of two targets. */
export type Difference = 'better' | 'worse' | 'no-difference' | 'too-small';

/** One figure of one target against the same figure of another. */
export interface Comparison {
  readonly targetName: string;
  readonly referenceName: string;
  readonly streamName: string;
  readonly metric: Metric;
  /** Whether rounds were compared one by one, under the same arrivals. */
  readonly isPaired: boolean;
  readonly roundCount: number;
  readonly value: number;
  readonly referenceValue: number;
  /** Of the target to the reference; null where there are too few rounds or a value is 0. */
  readonly ratio: Estimate | null;
  /** Target minus reference, in ms or per second. */
  readonly difference: Estimate | null;
  readonly verdict: Difference;
  /** The verdict as a sentence with its figures and, where it is too small to matter, the threshold. */
  readonly sentence: string;
}

/** One figure of two targets, of one record or of two; null where one of them has no such figure. */
export function compareFigures(
  target: ComparedTarget,
  reference: ComparedTarget,
  compared: ComparedFigure,
): Comparison | null {
  const evidence = evidenceOf(target, reference, compared);
  if (evidence === null) return null;
  const { targetName, referenceName, streamName, metric, figure, referenceFigure, ratio, difference, roundCount } =
    evidence;
  const verdict = differenceOf(evidence);
  return {
    targetName,
    referenceName,
    streamName,
    metric,
    isPaired: compared.isPaired,
    roundCount,
    value: figure.valueMs,
    referenceValue: referenceFigure.valueMs,
    ratio,
    difference,
    verdict,
    sentence: sentenceOf(evidence, verdict),
  };
}

/**
 * One figure of two targets of a run.
 *
 * @param record of one level
 * @returns null where one of the two has no such figure
 */
export function compareTargets(
  record: RunRecord,
  target: TargetSummary,
  reference: TargetSummary,
  metric: Metric,
  streamName: string,
): Comparison | null {
  const compared = { streamName, metric, isPaired: true, referenceName: reference.targetName };
  return compareFigures({ record, target }, { record, target: reference }, compared);
}

/** The highest percentile that both have. */
export function tailOf(target: TargetSummary, reference: TargetSummary, streamName: string): 'p99' | 'p90' {
  const hasP99 = [target, reference].every((one) =>
    one.streams.some((stream) => stream.streamName === streamName && stream.waitMs.p99 !== null),
  );
  return hasP99 ? 'p99' : 'p90';
}

/**
 * Each measured target against the first measured one: the warm neighbour's tail and median, and heavy tasks done.
 *
 * @param record of one level
 */
export function comparisonsOf(record: RunRecord, targets: readonly TargetSummary[]): Comparison[] {
  const [reference, ...others] = targets.filter(({ status }) => status === 'measured');
  if (reference === undefined) return [];
  const neighbourName = toldNeighbour(record.scenario)?.name;
  const heavyName = record.scenario.streams.find(isHeavy)?.name;
  return others.flatMap((target) => {
    const figures: readonly (readonly [Metric, string | undefined])[] = [
      [neighbourName === undefined ? 'p99' : tailOf(target, reference, neighbourName), neighbourName],
      ['p50', neighbourName],
      ['donePerSecond', heavyName],
    ];
    return figures.flatMap(([metric, streamName]) =>
      streamName === undefined ? [] : (compareTargets(record, target, reference, metric, streamName) ?? []),
    );
  });
}
