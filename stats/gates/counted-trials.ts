import type { RunRecord, Trial } from '../record.ts';
import type { TargetSummary } from '../summary.ts';

/** The trials behind a target's figures: those that are neither void nor left out by a gate. @param record of one level */
export function countedTrials(record: RunRecord, { targetName, invalidTrials }: TargetSummary): Trial[] {
  const leftOut = new Set(invalidTrials.map(({ roundIndex }) => roundIndex));
  return record.trials.filter(
    (trial) => trial.targetName === targetName && trial.status === 'valid' && !leftOut.has(trial.roundIndex),
  );
}
