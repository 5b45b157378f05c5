import { medianEstimate, percentileEstimate } from './confidence.ts';
import { percentile } from './percentile.ts';
import { type Phase, type Phases, isHeavy, isWithin, lengthMs, steadyPhase } from './phases.ts';
import { type Calibration, OUTCOMES, type Outcome, type RecordedScenario, type StreamSamples } from './record.ts';
import type { StreamSummary } from './summary.ts';
import { type WaitSamples, mergeSamples, stalledShare, waitSamples, waitsOf } from './wait-samples.ts';

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

function loadWaits(stream: RecordedStream, samples: StreamSamples, steady: Phase): WaitSamples {
  const phase = stream.load.kind === 'closed' ? answerablePhase(steady, samples) : steady;
  return waitSamples(samples, dueWithin(samples, phase));
}

/** Right answers that came within the phase, whenever they were asked for. */
export function countDone({ dueAtMs, latencyMs, outcomes }: StreamSamples, phase: Phase): number {
  return outcomes.reduce((count, outcome, index) => {
    const answeredAtMs = (dueAtMs[index] ?? Number.NaN) + (latencyMs[index] ?? Number.NaN);
    return count + (outcome === 'ok' && isWithin(phase, answeredAtMs) ? 1 : 0);
  }, 0);
}

function countOutcomes(rounds: readonly StreamRound[], phase: Phase): Record<Outcome, number> {
  const counts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  for (const { samples } of rounds) {
    const isCounted = dueWithin(samples, phase);
    for (const [index, outcome] of samples.outcomes.entries()) if (isCounted(index)) counts[outcome] += 1;
  }
  return counts;
}

/** Here the p99 is told of any number of requests: it is our own sender that is judged, and doubt must not be lost. */
function latenessOf(rounds: readonly StreamRound[], phase: Phase): StreamSummary['latenessMs'] {
  const latenessMs = rounds.flatMap(({ samples }) => {
    const isCounted = dueWithin(samples, phase);
    return samples.sentAtMs
      .map((sentMs, index) => sentMs - (samples.dueAtMs[index] ?? sentMs))
      .filter((_, index) => isCounted(index));
  });
  const sorted = Float64Array.from(latenessMs).sort();
  return sorted.length === 0 ? null : { p99: percentile(sorted, 0.99), max: percentile(sorted, 1) };
}

/** @param rounds of the valid trials that have this stream, at least one */
export function summarizeStream(
  stream: RecordedStream,
  rounds: readonly StreamRound[],
  { phases, calibration, seed }: StreamSettings,
): StreamSummary {
  const steady = steadyPhase(phases.load, stream, calibration);
  const waitsPerRound = rounds.map(({ samples }) => loadWaits(stream, samples, steady));
  const donePerSecond = rounds.map(({ samples }) => (countDone(samples, steady) * 1_000) / lengthMs(steady));
  const pooled = mergeSamples(waitsPerRound);
  const waitMs = waitsOf(pooled);
  const quiet = isHeavy(stream)
    ? []
    : rounds.map(({ samples }) => waitSamples(samples, dueWithin(samples, phases.quiet)));
  const estimate = (name: 'p50' | 'p90' | 'p99', share: number): StreamSummary['intervals']['p50'] =>
    waitMs[name] === null ? null : percentileEstimate(waitsPerRound, share, seed);
  return {
    streamName: stream.name,
    sampleCount: pooled.sortedMs.length,
    waitMs,
    intervals: { p50: estimate('p50', 0.5), p90: estimate('p90', 0.9), p99: estimate('p99', 0.99) },
    quietWaitMs: waitsOf(mergeSamples(quiet)),
    donePerSecond: medianEstimate(donePerSecond, seed),
    outcomes: countOutcomes(rounds, phases.load),
    stalledShare: stalledShare(pooled),
    latenessMs: stream.load.kind === 'closed' ? null : latenessOf(rounds, phases.load),
    rounds: rounds.map(({ roundIndex }, index) => ({
      roundIndex,
      waitMs: waitsOf(waitsPerRound[index] ?? pooled),
      donePerSecond: donePerSecond[index] ?? 0,
    })),
  };
}
