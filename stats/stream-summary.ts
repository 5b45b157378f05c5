import { backlogOf } from './backlog.ts';
import { breakdownOf } from './breakdown.ts';
import { overAtMs } from './completion.ts';
import { medianEstimate, percentileEstimate } from './confidence.ts';
import { databaseMsOf } from './database-time.ts';
import { jobsOf } from './jobs.ts';
import { percentile } from './percentile.ts';
import { type Phase, type Phases, isNeighbour, isWithin, lengthMs, steadyPhase } from './phases.ts';
import {
  CENSORED_OUTCOMES,
  type Calibration,
  OUTCOMES,
  type Outcome,
  type RecordedScenario,
  type StreamSamples,
} from './record.ts';
import type { OutcomeWaits, StreamSummary } from './summary.ts';
import {
  NO_WAITS,
  type WaitSamples,
  meanWait,
  mergeSamples,
  mergeSorted,
  stalledShare,
  waitSamples,
  waitsOf,
} from './wait-samples.ts';

type RecordedStream = RecordedScenario['streams'][number];

/** One stream of one valid trial. */
export interface StreamRound {
  readonly roundIndex: number;
  readonly samples: StreamSamples;
}

export interface StreamSettings {
  readonly phases: Phases;
  readonly calibration: Calibration | null;
  readonly seed: number;
  /** See `closedTurnMs` in phases.ts. */
  readonly turnMs: number;
  /** Whether the heavy work comes in a burst (see loads.ts): what grows then shrinks again, and is no backlog. */
  readonly isBurst: boolean;
}

const dueWithin =
  ({ dueAtMs }: StreamSamples, phase: Phase) =>
  (index: number): boolean => {
    const atMs = dueAtMs[index];
    return atMs !== undefined && isWithin(phase, atMs);
  };

/**
 * A closed loop stops dead at the end of the load: N requests are always cut off, however fast the server. So the last
 * stretch, as long as the slowest answer, is left out of the waits (at most half of the steady phase): it is chosen by
 * when a request was sent, not by how it ended, and whoever is still unanswered before it waited longer than anyone.
 */
function answerablePhase(steady: Phase, samples: StreamSamples): Phase {
  const isSteady = dueWithin(samples, steady);
  const slowestMs = samples.latencyMs.reduce(
    (slowest, waitMs, index) =>
      waitMs > slowest && samples.outcomes[index] === 'ok' && isSteady(index) ? waitMs : slowest,
    0,
  );
  return { startMs: steady.startMs, endMs: steady.endMs - Math.min(slowestMs, lengthMs(steady) / 2) };
}

/**
 * Which requests of one trial count, by index: those of the steady phase. Of a closed loop, a request of the ramp that was
 * never answered and still waited when the steady phase began counts too: a server slower than the whole run has no other.
 *
 * @param steady of this stream, see `steadyPhase`
 */
function isCountedIn(stream: RecordedStream, samples: StreamSamples, steady: Phase): (index: number) => boolean {
  if (stream.load.kind !== 'closed') return dueWithin(samples, steady);
  const isAnswerable = dueWithin(samples, answerablePhase(steady, samples));
  const hungSinceRamp = (index: number): boolean => {
    const { dueAtMs, latencyMs, outcomes } = samples;
    const dueMs = dueAtMs[index] ?? Infinity;
    const outcome = outcomes[index];
    const isCensored = outcome !== undefined && CENSORED_OUTCOMES.has(outcome);
    return isCensored && dueMs < steady.startMs && dueMs + (latencyMs[index] ?? 0) > steady.startMs;
  };
  return (index) => isAnswerable(index) || hungSinceRamp(index);
}

/** The waits of the load phase. @param steady of this stream, see `steadyPhase` */
export const loadWaits = (stream: RecordedStream, samples: StreamSamples, steady: Phase): WaitSamples =>
  waitSamples(samples, isCountedIn(stream, samples, steady));

/** Right answers that came within the phase, whenever they were asked for; jobs count when they were done. */
export const countDone = (samples: StreamSamples, phase: Phase): number =>
  samples.outcomes.reduce(
    (count, outcome, index) => count + (outcome === 'ok' && isWithin(phase, overAtMs(samples, index)) ? 1 : 0),
    0,
  );

function countOutcomes(rounds: readonly StreamRound[], phase: Phase): Record<Outcome, number> {
  const counts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  for (const { samples } of rounds) {
    const isCounted = dueWithin(samples, phase);
    for (const [index, outcome] of samples.outcomes.entries()) if (isCounted(index)) counts[outcome] += 1;
  }
  return counts;
}

/** Those that were turned away waited for something else than an answer: each outcome has latencies of its own. */
function otherWaitsOf(rounds: readonly StreamRound[], phase: Phase): OutcomeWaits[] {
  return (['refused', 'failed', 'wrong', 'lost'] as const).flatMap((outcome) => {
    const latencyMs = rounds.flatMap(({ samples }) => {
      const isCounted = dueWithin(samples, phase);
      return samples.latencyMs.filter((_, index) => samples.outcomes[index] === outcome && isCounted(index));
    });
    const sorted = Float64Array.from(latencyMs).sort();
    if (sorted.length === 0) return [];
    return [{ outcome, count: sorted.length, p50Ms: percentile(sorted, 0.5), maxMs: percentile(sorted, 1) }];
  });
}

/** Neighbours of a loop that N clients hold wait for up to two of its turns: a trend shows beyond that only. */
const MIN_TURNS = 2.5;

/** Whether the load was long enough to tell a backlog that grows from one that comes and goes; never of closed loops. */
const hasTrend = ({ load }: RecordedStream, steady: Phase, turnMs: number): boolean =>
  load.kind === 'open' && load.arrivalsPerSecond > 0 && lengthMs(steady) >= MIN_TURNS * turnMs;

/** Here the p99 is told of any number of requests: it is our own sender that is judged, and doubt must not be lost. */
function latenessOf(rounds: readonly StreamRound[], phase: Phase): StreamSummary['latenessMs'] {
  const sorted = mergeSorted(
    rounds.map(({ samples }) => {
      const latenessMs = Float64Array.from(samples.sentAtMs, (sentMs, at) => sentMs - (samples.dueAtMs[at] ?? sentMs));
      const isCounted = dueWithin(samples, phase);
      return latenessMs.filter((_, index) => isCounted(index)).sort();
    }),
  );
  return sorted.length === 0 ? null : { p99: percentile(sorted, 0.99), max: percentile(sorted, 1) };
}

/** @param rounds of the valid trials that have this stream, at least one */
export function summarizeStream(
  stream: RecordedStream,
  rounds: readonly StreamRound[],
  { phases, calibration, seed, turnMs, isBurst }: StreamSettings,
): StreamSummary {
  const steady = steadyPhase(phases.load, stream, calibration);
  const waitsPerRound = rounds.map(({ samples }) => loadWaits(stream, samples, steady));
  const donePerSecond = rounds.map(({ samples }) => (countDone(samples, steady) * 1_000) / lengthMs(steady));
  const pooled = mergeSamples(waitsPerRound);
  const samples = rounds.map((round) => round.samples);
  const backlog =
    !isBurst && hasTrend(stream, steady, turnMs) ? backlogOf(samples, stream, steady, seed, turnMs) : null;
  const isGrowing = backlog?.isGrowing === true;
  const waitMs = isGrowing ? NO_WAITS : waitsOf(pooled);
  const quiet = isNeighbour(stream) ? samples.map((one) => waitSamples(one, dueWithin(one, phases.quiet))) : [];
  const estimate = (name: 'p50' | 'p90' | 'p99', share: number): StreamSummary['intervals']['p50'] =>
    waitMs[name] === null ? null : percentileEstimate(waitsPerRound, share, seed);
  return {
    streamName: stream.name,
    sampleCount: pooled.sortedMs.length,
    waitMs,
    meanMs: isGrowing ? null : meanWait(pooled),
    backlog,
    breakdown: breakdownOf(samples, (round) => dueWithin(round, steady)),
    databaseMs: databaseMsOf(samples, (round) => dueWithin(round, steady)),
    jobs: jobsOf(samples, {
      isCounted: (round) => isCountedIn(stream, round, steady),
      load: phases.load,
      isGrowing,
    }),
    otherWaits: otherWaitsOf(rounds, phases.load),
    intervals: { p50: estimate('p50', 0.5), p90: estimate('p90', 0.9), p99: estimate('p99', 0.99) },
    quietWaitMs: waitsOf(mergeSamples(quiet)),
    donePerSecond: medianEstimate(donePerSecond, seed),
    outcomes: countOutcomes(rounds, phases.load),
    stalledShare: stalledShare(pooled),
    latenessMs: stream.load.kind === 'closed' ? null : latenessOf(rounds, phases.load),
    rounds: rounds.map(({ roundIndex }, index) => ({
      roundIndex,
      waitMs: isGrowing ? NO_WAITS : waitsOf(waitsPerRound[index] ?? pooled),
      donePerSecond: donePerSecond[index] ?? 0,
    })),
  };
}
