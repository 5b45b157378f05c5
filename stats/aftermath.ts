import { medianEstimate } from './confidence.ts';
import { isContended } from './contended.ts';
import { idleAgainMs } from './idle-again.ts';
import { isBurst } from './loads.ts';
import { median } from './percentile.ts';
import { heavyNamesOf, isWithin, phasesOf, toldNeighbour } from './phases.ts';
import type { Estimate, RunRecord, StreamSamples, Trial } from './record.ts';
import type { Wait } from './summary.ts';
import { wellAgainMs, wellLimitMs } from './well-again.ts';

/** How long something took to settle: once a round, so told as the median of the rounds. */
export interface Settling {
  /** "At least" where the median falls among rounds in which nobody saw the end of it. */
  readonly median: Wait;
  /** Of the median; null below 3 rounds, and where some round is only known to be at least so long. */
  readonly interval: Estimate | null;
  readonly rounds: readonly RoundSettling[];
}

export interface RoundSettling extends Wait {
  readonly roundIndex: number;
}

/** What a load that ends leaves behind. */
export interface Aftermath {
  /** From the burst until its neighbours were well again (see well-again.ts); null where too few came to tell. */
  readonly wellAgain: Settling | null;
  /** Up to this wait a neighbour counts as well; null where too few came in the quiet phase to tell. */
  readonly wellLimitMs: number | null;
  /**
   * How long the server's processes worked on after the last heavy client was gone, answered or not (see idle-again.ts):
   * work for nobody. null without telemetry.
   */
  readonly idleAgain: Settling | null;
}

function settlingOf(rounds: readonly RoundSettling[], seed: number): Settling | null {
  if (rounds.length === 0) return null;
  const estimate = medianEstimate(
    rounds.map(({ valueMs }) => valueMs),
    seed,
  );
  // The truth lies between the bounds as they are and at infinity.
  const highest = median(rounds.map(({ valueMs, isAtLeast }) => (isAtLeast ? Infinity : valueMs)));
  const isKnown = rounds.every(({ isAtLeast }) => !isAtLeast);
  return {
    median: { valueMs: estimate.value, isAtLeast: highest !== estimate.value },
    interval: isKnown && estimate.confidenceShare > 0 ? estimate : null,
    rounds,
  };
}

/** When the last heavy client had its answer, was turned away, gave up or left: from then on nobody waits for any work. */
function lastGoneMs({ streams }: Trial, heavyNames: ReadonlySet<string>): number {
  const ends = streams
    .filter(({ streamName }) => heavyNames.has(streamName))
    .flatMap(({ dueAtMs, latencyMs }) => dueAtMs.map((dueMs, index) => dueMs + (latencyMs[index] ?? 0)));
  return ends.reduce((last, endMs) => Math.max(last, endMs), -Infinity);
}

/**
 * @param record of one level
 * @param trials those that count
 * @returns null unless heavy work comes in a burst: a load that goes on has no aftermath of this kind
 */
export function aftermathOf(record: RunRecord, trials: readonly Trial[]): Aftermath | null {
  const { scenario, seed } = record;
  if (!isBurst(scenario) || trials.length === 0) return null;
  const { quiet, load } = phasesOf(scenario);
  const name = toldNeighbour(scenario)?.name;
  const heavyNames = heavyNamesOf(scenario);
  const neighboursOf = ({ streams }: Trial): StreamSamples | undefined =>
    streams.find(({ streamName }) => streamName === name);
  const quietMs = trials.flatMap((trial) => {
    const { dueAtMs = [], latencyMs = [] } = neighboursOf(trial) ?? {};
    return latencyMs.filter((_, index) => isWithin(quiet, dueAtMs[index] ?? Infinity));
  });
  const limitMs = wellLimitMs(quietMs, isContended(record));
  const eachRound = (read: (trial: Trial) => Wait | null): RoundSettling[] =>
    trials.flatMap((trial) => {
      const wait = read(trial);
      return wait === null ? [] : [{ roundIndex: trial.roundIndex, ...wait }];
    });
  const wellAgain = eachRound((trial) => {
    const samples = neighboursOf(trial);
    return samples === undefined || limitMs === null ? null : wellAgainMs(samples, load.startMs, limitMs);
  });
  const idleAgain = eachRound((trial) => {
    const goneMs = lastGoneMs(trial, heavyNames);
    return goneMs === -Infinity ? null : idleAgainMs(trial, goneMs);
  });
  return { wellAgain: settlingOf(wellAgain, seed), wellLimitMs: limitMs, idleAgain: settlingOf(idleAgain, seed) };
}
