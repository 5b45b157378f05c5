import { GATES } from './gate-limits.ts';
import { type GateResult, gatesOf } from './gates.ts';
import type { RunRecord, Trial } from '../record.ts';
import type { GateSummary, InvalidTrial, TargetSummary } from '../summary.ts';

/**
 * Leaving out the rounds that went badly is choosing the result. Up to a third of a target's rounds may fail a gate and
 * be left out; beyond that nothing is said of it.
 */
const MAX_INVALID_SHARE = 1 / 3;

/** What the gates leave of a target's trials. */
export interface Gated {
  readonly status: TargetSummary['status'];
  /** The trials that count; empty unless `status` is measured. */
  readonly counted: readonly Trial[];
  readonly invalidTrials: readonly InvalidTrial[];
  readonly gates: readonly GateSummary[];
}

function gateSummaries(perTrial: readonly (readonly GateResult[])[]): GateSummary[] {
  const byGate = Map.groupBy(perTrial.flat(), ({ gate }) => gate);
  return [...byGate].flatMap(([gate, results]) => {
    const measured = results.filter((result) => result.measured !== null);
    const worst = measured.toSorted((a, b) => Number(a.isPassed) - Number(b.isPassed) || excess(b) - excess(a))[0];
    const shown = worst ?? results[0];
    if (shown === undefined) return [];
    const failedCount = results.filter(({ isPassed }) => !isPassed).length;
    return [{ gate, failedCount, trialCount: results.length, worst: shown.measured, limit: shown.limit }];
  });
}

/** How near to its limit a result lies: 1 on it, more past it, whichever way the gate fails. */
function excess({ gate, measured, limit }: GateResult): number {
  if (measured === null) return 0;
  if (GATES[gate].failsWhen === 'below') return measured === 0 ? Infinity : limit / measured;
  return limit === 0 ? measured : measured / limit;
}

/** @param trials of one target at one level, valid and void ones */
export function applyGates(record: RunRecord, trials: readonly Trial[]): Gated {
  const valid = trials.filter(({ status }) => status === 'valid');
  const results = valid.map((trial) => ({ trial, gates: gatesOf(record, trial) }));
  const invalidTrials = results.flatMap(({ trial, gates }) => {
    const failures = gates.filter(({ isPassed }) => !isPassed);
    return failures.length === 0 ? [] : [{ roundIndex: trial.roundIndex, failures }];
  });
  const status =
    valid.length === 0 ? 'void' : invalidTrials.length > valid.length * MAX_INVALID_SHARE ? 'invalid' : 'measured';
  return {
    status,
    counted:
      status === 'measured'
        ? results.filter(({ gates }) => gates.every(({ isPassed }) => isPassed)).map(({ trial }) => trial)
        : [],
    invalidTrials,
    gates: gateSummaries(results.map(({ gates }) => gates)),
  };
}
