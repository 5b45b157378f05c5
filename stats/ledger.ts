import { heavyNamesOf } from './phases.ts';
import type { Outcome, RecordedScenario, Trial } from './record.ts';
import type { Ledger } from './summary.ts';

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/**
 * What became of the heavy requests. What was asked is counted apart from the answers: by autocannon in closed loops,
 * by the schedule in open ones, so that a request that left no trace shows as an imbalance.
 */
export function ledgerOf(scenario: RecordedScenario, trials: readonly Trial[]): Ledger {
  const heavyNames = heavyNamesOf(scenario);
  const streams = trials.flatMap((trial) => trial.streams.filter(({ streamName }) => heavyNames.has(streamName)));
  const audits = trials.flatMap((trial) =>
    trial.closedLoopAudits.filter(({ streamName }) => heavyNames.has(streamName)),
  );
  const countOf = (...wanted: readonly Outcome[]): number =>
    sum(streams.map(({ outcomes }) => outcomes.filter((outcome) => wanted.includes(outcome)).length));
  const audited = new Set(audits.map(({ streamName }) => streamName));
  const scheduled = streams.filter(({ streamName }) => !audited.has(streamName));
  const askedCount =
    sum(audits.map(({ sentCount }) => sentCount)) +
    sum(scheduled.map(({ plannedCount, outcomes }) => plannedCount ?? outcomes.length));
  const refusedCount = countOf('refused');
  const doneCount = countOf('ok');
  const failedCount = countOf('failed', 'wrong');
  const leftCount = countOf('left');
  const cancelledCount = countOf('timed-out', 'unfinished') + leftCount;
  const brokenCount = countOf('broken');
  // An error that stands among the requests as a broken one is counted there.
  const untracedCount = Math.max(0, sum(audits.map(({ errorCount }) => errorCount)) - brokenCount);
  const lostCount = brokenCount + untracedCount + countOf('lost');
  const acceptedCount = askedCount - refusedCount;
  return {
    askedCount,
    refusedCount,
    acceptedCount,
    doneCount,
    failedCount,
    cancelledCount,
    leftCount,
    lostCount,
    isBalanced: acceptedCount === doneCount + failedCount + cancelledCount + lostCount,
  };
}
