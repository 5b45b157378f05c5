import { type ComparedRound, SHARES, withoutBound } from './compared-rounds.ts';
import { type Weights, percentileEstimate, pooledEstimate } from '../confidence.ts';
import { countAtMost } from '../percentile.ts';
import type { Estimate } from '../record.ts';
import type { GuardMetric } from './guard-expression.ts';
import { STALL_MS } from '../wait-samples.ts';

type WaitMetric = Exclude<GuardMetric, 'donePerSecond'>;

const weighted = (
  rounds: readonly ComparedRound[],
  weights: Weights,
  valueOf: (sortedMs: Float64Array) => number,
): number => rounds.reduce((sum, { waits }, index) => sum + (weights[index] ?? 0) * valueOf(waits.sortedMs), 0);

const sampleCount = (rounds: readonly ComparedRound[], weights: Weights): number =>
  weighted(rounds, weights, ({ length }) => length);

/** The figure of the rounds drawn, all their samples together. */
const FIGURES: Readonly<
  Record<'max' | 'mean' | 'stalled', (rounds: readonly ComparedRound[], weights: Weights) => number>
> = {
  max: (rounds, weights) =>
    Math.max(...rounds.map(({ waits }, index) => ((weights[index] ?? 0) > 0 ? (waits.sortedMs.at(-1) ?? 0) : 0))),
  mean: (rounds, weights) =>
    weighted(rounds, weights, (sortedMs) => sortedMs.reduce((sum, ms) => sum + ms, 0)) / sampleCount(rounds, weights),
  stalled: (rounds, weights) =>
    weighted(rounds, weights, (sortedMs) => sortedMs.length - countAtMost(sortedMs, STALL_MS)) /
    sampleCount(rounds, weights),
};

function seenEstimate(rounds: readonly ComparedRound[], metric: WaitMetric, seed: number): Estimate | null {
  if (metric === 'max' || metric === 'mean' || metric === 'stalled')
    return pooledEstimate(rounds.length, (weights) => FIGURES[metric](rounds, weights), seed);
  const waits = rounds.map((round) => round.waits);
  return percentileEstimate(waits, SHARES[metric], seed);
}

/**
 * The figure with its 95 % interval. Where requests never got an answer, `high` is what the interval would be had they
 * waited for ever: Infinity, mostly.
 *
 * @param rounds in which somebody waited
 * @returns null below 3 rounds
 */
export function waitEstimate(rounds: readonly ComparedRound[], metric: WaitMetric, seed: number): Estimate | null {
  const seen = seenEstimate(rounds, metric, seed);
  const open = seenEstimate(withoutBound(rounds), metric, seed);
  return seen === null || open === null ? null : { ...seen, high: open.high };
}
