import { setTimeout as delay } from 'node:timers/promises';
import type { Scenario } from '../scenarios/scenario.ts';
import { HarnessError } from '../servers/errors.ts';
import type { Trial } from '../stats/record.ts';
import { seededRandom, shuffled } from '../stats/seeded-random.ts';
import { calibrate } from './calibrate.ts';
import { derivedSeed } from './seed.ts';
import type { Target } from './target.ts';
import { type RunSetting, type TrialPlace, runTrial } from './trial.ts';
import { trialMs } from './trial-plan.ts';

/** Consumers (progress line, record file, test, live page) fold over these. */
export type BenchEvent =
  /** The bare task was timed once more: the host's mood changes over minutes, and D with it. */
  | { readonly kind: 'calibrated'; readonly samplesMs: readonly number[] }
  | { readonly kind: 'trial-started'; readonly place: TrialPlace }
  | {
      readonly kind: 'trial-progress';
      readonly place: TrialPlace;
      readonly elapsedMs: number;
      readonly plannedMs: number;
    }
  | { readonly kind: 'trial-finished'; readonly place: TrialPlace; readonly trial: Trial };

const PROGRESS_PERIOD_MS = 250;
/** Starting and ending the processes of a trial and draining its requests: measured, 2-core AMD EPYC, see method.md. */
const OVERHEAD_MS = 1_800;

/** How long one trial should take, from the first process started to the last one ended. */
export function plannedTrialMs(scenario: Scenario): number {
  return scenario.warmupMs + trialMs(scenario) + OVERHEAD_MS;
}

/** All trials in the order in which they run: rounds one after the other, each with every target once, in random order. */
export function trialPlaces(targets: readonly Target[], roundCount: number, seed: number): TrialPlace[] {
  return Array.from({ length: roundCount }, (_, roundIndex) =>
    shuffled(targets, seededRandom(derivedSeed(seed, roundIndex, 'order'))).map((target, orderIndex) => ({
      target,
      roundIndex,
      orderIndex,
    })),
  ).flat();
}

/** A failure costs a few samples of D and nothing else: the first calibration has succeeded. */
async function* recalibrate({ work }: RunSetting, interrupted: AbortSignal): AsyncGenerator<BenchEvent> {
  if (work === null) return;
  try {
    const command = { taskName: work.task.name, input: work.input, taskMs: null };
    const { samplesMs } = await calibrate(command, interrupted);
    yield { kind: 'calibrated', samplesMs };
  } catch (thrown) {
    if (!(thrown instanceof HarnessError)) throw thrown;
  }
}

/**
 * Runs every trial, one after the other. Prints nothing, writes nothing. A void trial does not end the run; an
 * interruption does, after the trial that it cut short was told.
 */
export async function* runBench(
  setting: RunSetting,
  targets: readonly Target[],
  interrupted: AbortSignal,
): AsyncGenerator<BenchEvent> {
  const plannedMs = plannedTrialMs(setting.scenario);
  for (const place of trialPlaces(targets, setting.scenario.roundCount, setting.seed)) {
    if (place.roundIndex > 0 && place.orderIndex === 0) yield* recalibrate(setting, interrupted);
    if (interrupted.aborted) return;
    yield { kind: 'trial-started', place };
    const startAtMs = performance.now();
    const running = runTrial(setting, place, interrupted);
    let trial: Trial | undefined;
    while (trial === undefined) {
      const pause = new AbortController();
      trial = await Promise.race([running, delay(PROGRESS_PERIOD_MS, undefined, { signal: pause.signal })]);
      pause.abort();
      if (trial === undefined)
        yield { kind: 'trial-progress', place, elapsedMs: performance.now() - startAtMs, plannedMs };
    }
    yield { kind: 'trial-finished', place, trial };
  }
}
