import { errorReport } from '../servers/errors.ts';
import { MIN_AUTO_ROUNDS, isPrecise } from '../stats/precision.ts';
import type { RunRecord } from '../stats/record.ts';
import { summarize } from '../stats/summary.ts';
import { calibrationOf } from './calibrate.ts';
import type { RunFolder } from './files.ts';
import { machineLoad } from './machine.ts';
import type { Progress } from './progress.ts';
import { type BenchEvent, plannedTrialMs, runBench } from './run.ts';
import type { Sentinel } from './sentinel.ts';
import type { Target } from './target.ts';
import type { RunSetting } from './trial.ts';

/** How many rounds: as many as the scenario says, or until intervals are narrow or the time is up. */
export type RoundPlan = { readonly kind: 'fixed' } | { readonly kind: 'auto'; readonly budgetMs: number };

/** The record with what an event tells. */
function withEvent(record: RunRecord, event: BenchEvent): RunRecord {
  switch (event.kind) {
    case 'calibrated': {
      const { calibration } = record;
      if (calibration === null) return record;
      return { ...record, calibration: calibrationOf(calibration, [...calibration.samplesMs, ...event.samplesMs]) };
    }
    case 'sentinel':
      return { ...record, sentinels: [...(record.sentinels ?? []), event.sentinel] };
    case 'trial-finished':
      return { ...record, trials: [...record.trials, event.trial] };
    case 'trial-started':
    case 'trial-progress':
      return record;
    default:
      return event satisfies never;
  }
}

/** Whether another round is due. `roundsDone` of them took `elapsedMs`. */
function goesOn(plan: RoundPlan, record: RunRecord, roundsDone: number, elapsedMs: number): boolean {
  if (plan.kind === 'fixed') return roundsDone < record.scenario.roundCount;
  if (roundsDone === 0) return true;
  // One more round has to fit, whatever the intervals: a budget is a promise.
  if (elapsedMs * (1 + 1 / roundsDone) > plan.budgetMs) return false;
  return roundsDone < MIN_AUTO_ROUNDS || !isPrecise(summarize(record));
}

export interface RecordedRun {
  readonly setting: RunSetting;
  readonly targets: readonly Target[];
  readonly sentinel: Sentinel | null;
  readonly plan: RoundPlan;
  /** What is known before the first trial. */
  readonly started: RunRecord;
  readonly folder: RunFolder;
  readonly progress: Progress;
}

/** Runs all rounds, tells their progress, and saves the record after each trial. */
export async function recordRun(
  { setting, targets, sentinel, plan, started, folder, progress }: RecordedRun,
  interrupted: AbortSignal,
): Promise<RunRecord> {
  const { scenario } = setting;
  const perRound = targets.length * (scenario.levels?.length ?? 1);
  const trialMs = plannedTrialMs(scenario);
  const roundMs = perRound * trialMs;
  const roundCount = plan.kind === 'auto' ? Math.max(1, Math.floor(plan.budgetMs / roundMs)) : scenario.roundCount;
  progress.expect({ trialCount: perRound * roundCount, isAtMost: plan.kind === 'auto', trialMs, scenario });
  let record = started;
  await folder.save(record);
  const startAtMs = performance.now();
  let doneCount = 0;
  const parts = {
    targets,
    sentinel,
    goesOn: (roundsDone: number): boolean => {
      doneCount = roundsDone;
      return goesOn(plan, record, roundsDone, performance.now() - startAtMs);
    },
  };
  for await (const event of runBench(setting, parts, interrupted)) {
    progress.show(event);
    record = withEvent(record, event);
    if (event.kind === 'trial-finished' || event.kind === 'sentinel') await folder.save(record);
  }
  record = {
    ...record,
    finishedAt: new Date().toISOString(),
    status: interrupted.aborted ? 'partial' : 'complete',
    partialReason: interrupted.aborted ? errorReport(interrupted.reason).message : null,
    // How many there were to be was not known before.
    scenario: {
      ...record.scenario,
      roundCount: plan.kind === 'auto' && !interrupted.aborted ? doneCount : record.scenario.roundCount,
    },
    machine: { ...record.machine, loadAfter: await machineLoad() },
  };
  await folder.save(record);
  return record;
}
