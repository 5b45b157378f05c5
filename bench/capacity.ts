import { HarnessError } from '../servers/errors.ts';
import { isHeavy, lengthMs, phasesOf, steadyPhase } from '../stats/phases.ts';
import type { Calibration, RecordedScenario, Trial } from '../stats/record.ts';
import { pollIntervalMs } from '../stats/polling.ts';
import { countDone } from '../stats/stream-summary.ts';
import type { Capacity, ResolvedScenario } from './levels.ts';
import type { Target } from './target.ts';
import { type RunSetting, runTrial } from './trial.ts';

/** Enough that no worker ever waits for a client. */
const CLIENTS_PER_WORKER = 4;
/** As long as it takes for a rate to be true to a few per cent; the levels themselves are measured for longer. */
const PHASES = { quietMs: 200, loadMs: 3_000, recoveryMs: 100 } as const;

/** The heavy streams alone, pressed by clients that each wait for their answer. */
function capacityScenario(scenario: ResolvedScenario, clientCount: number): ResolvedScenario {
  const { levels, ...rest } = scenario;
  return {
    ...rest,
    ...PHASES,
    streams: scenario.streams.filter(isHeavy).map((stream) => ({ ...stream, load: { kind: 'closed', clientCount } })),
  };
}

/**
 * Clients that keep all workers busy, but no more than the queue holds: who is refused presses nobody. Where outputs are
 * found by asking, a client finds out up to `pollIntervalMs` too late, and others must be at work meanwhile.
 */
export function pressingClientCount(
  { workerCount, queueLimitCount }: Pick<RunSetting['env'], 'workerCount' | 'queueLimitCount'>,
  calibration: Calibration | null,
): number {
  const taskMs = calibration?.durationMs.mean ?? Infinity;
  const askingCount = Math.max(0, Math.ceil(pollIntervalMs(0) / Math.max(1, taskMs)) - 1);
  return Math.min(workerCount * (CLIENTS_PER_WORKER + askingCount), workerCount + queueLimitCount);
}

function donePerSecond(trial: Trial, scenario: ResolvedScenario, calibration: Calibration | null): number {
  const recorded = structuredClone(scenario) as RecordedScenario;
  return trial.streams.reduce((sum, samples) => {
    const stream = recorded.streams.find(({ name }) => name === samples.streamName);
    if (stream === undefined) return sum;
    const steady = steadyPhase(phasesOf(recorded).load, stream, calibration);
    return sum + (countDone(samples, steady) * 1_000) / lengthMs(steady);
  }, 0);
}

/**
 * What each target gets done in a closed loop, one short trial each: levels take their rates from it. A target that
 * cannot be measured is left out; its own trials will say why.
 *
 * @throws {HarnessError} ERR_CAPACITY when none could be measured; the signal's reason
 */
export async function measureCapacities(
  setting: RunSetting,
  targets: readonly Target[],
  calibration: Calibration | null,
  { interrupted, onTarget }: { readonly interrupted: AbortSignal; readonly onTarget: (target: Target) => void },
): Promise<Capacity[]> {
  const scenario = capacityScenario(setting.scenario, pressingClientCount(setting.env, calibration));
  const capacities: Capacity[] = [];
  let reason = '';
  for (const [orderIndex, target] of targets.entries()) {
    onTarget(target);
    const trial = await runTrial(
      { ...setting, scenario },
      { target, level: null, roundIndex: 0, orderIndex },
      interrupted,
    );
    interrupted.throwIfAborted();
    const rate = trial.status === 'void' ? 0 : donePerSecond(trial, scenario, calibration);
    if (rate > 0) capacities.push({ targetName: target.name, donePerSecond: Number(rate.toPrecision(4)) });
    else reason = `${target.name}: ${trial.voidReason?.message ?? 'no request was answered right'}`;
  }
  if (capacities.length === 0)
    throw new HarnessError('ERR_CAPACITY', `Cannot choose rates as no target did any heavy work. ${reason}`);
  return capacities;
}
