import { setTimeout as delay } from 'node:timers/promises';
import type { Scenario } from '../scenarios/scenario.ts';
import { HarnessError } from '../servers/errors.ts';
import type { Sentinel as SentinelSample, Trial } from '../stats/record.ts';
import { seededRandom, shuffled } from '../stats/seeded-random.ts';
import { calibrate } from './calibrate.ts';
import type { ResolvedLevel } from './levels.ts';
import { derivedSeed } from './seed.ts';
import type { Sentinel } from './sentinel.ts';
import { serverLauncher } from './setup.ts';
import type { Target } from './target.ts';
import { type RunSetting, type TrialPlace, runTrial } from './trial.ts';
import { trialMs } from './trial-plan.ts';

/** Consumers (progress line, record file, test, live page) fold over these. */
export type BenchEvent =
  /** The bare task was timed once more: the host's mood changes over minutes, and D with it. */
  | { readonly kind: 'calibrated'; readonly samplesMs: readonly number[] }
  /** A server that does nothing was asked, before the first round and after each. */
  | { readonly kind: 'sentinel'; readonly sentinel: SentinelSample }
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
export function plannedTrialMs(scenario: Pick<Scenario, 'warmupMs' | 'quietMs' | 'loadMs' | 'recoveryMs'>): number {
  return scenario.warmupMs + trialMs(scenario) + OVERHEAD_MS;
}

/** The trials of one round in the order in which they run: every target at every level once, shuffled by the seed. */
export function trialPlaces(
  targets: readonly Target[],
  levels: readonly (ResolvedLevel | null)[],
  roundIndex: number,
  seed: number,
): TrialPlace[] {
  const cells = levels.flatMap((level) => targets.map((target) => ({ target, level })));
  return shuffled(cells, seededRandom(derivedSeed(seed, roundIndex, 'order'))).map((cell, orderIndex) => ({
    ...cell,
    roundIndex,
    orderIndex,
  }));
}

/** A failure costs a few samples of D and nothing else: the first calibration has succeeded. */
async function* recalibrate({ work, setup }: RunSetting, interrupted: AbortSignal): AsyncGenerator<BenchEvent> {
  if (work === null) return;
  try {
    const command = { taskName: work.task.name, input: work.input, taskMs: null };
    const { samplesMs } = await calibrate(command, serverLauncher(setup), interrupted);
    yield { kind: 'calibrated', samplesMs };
  } catch (thrown) {
    if (!(thrown instanceof HarnessError)) throw thrown;
  }
}

/** A sentinel that fails leaves a round without this gate, and nothing worse. */
async function* askSentinel(sentinel: Sentinel | null, boundaryIndex: number): AsyncGenerator<BenchEvent> {
  if (sentinel === null) return;
  try {
    yield { kind: 'sentinel', sentinel: { boundaryIndex, pingMs: await sentinel.ping() } };
  } catch (thrown) {
    if (!(thrown instanceof HarnessError)) throw thrown;
  }
}

async function* runPlace(setting: RunSetting, place: TrialPlace, interrupted: AbortSignal): AsyncGenerator<BenchEvent> {
  const plannedMs = plannedTrialMs(setting.scenario);
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

/** What a run needs beside its setting. */
export interface RunParts {
  readonly targets: readonly Target[];
  /** null where none could be started. */
  readonly sentinel: Sentinel | null;
  /** Asked before each round, with the number of rounds done. */
  readonly goesOn: (roundsDone: number) => boolean;
}

/**
 * Runs rounds one after the other. Prints nothing, writes nothing. A void trial does not end the run; an interruption
 * does, after the trial that it cut short was told.
 */
export async function* runBench(
  setting: RunSetting,
  { targets, sentinel, goesOn }: RunParts,
  interrupted: AbortSignal,
): AsyncGenerator<BenchEvent> {
  yield* askSentinel(sentinel, 0);
  for (let roundIndex = 0; !interrupted.aborted && goesOn(roundIndex); roundIndex += 1) {
    if (roundIndex > 0) yield* recalibrate(setting, interrupted);
    for (const place of trialPlaces(targets, setting.scenario.levels ?? [null], roundIndex, setting.seed)) {
      if (interrupted.aborted) return;
      yield* runPlace(setting, place, interrupted);
    }
    yield* askSentinel(sentinel, roundIndex + 1);
  }
}
