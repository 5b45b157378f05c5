import type { Estimate } from './record.ts';
import type { StreamSummary, Summary } from './summary.ts';

/** Below 6 rounds no range of rounds covers a median in 95 % of runs, however narrow it looks. */
export const MIN_AUTO_ROUNDS = 6;
/** Half of an interval, as a share of its value, from which on more rounds would only please. */
const WAIT_HALF_SHARE = 0.15;
const RATE_HALF_SHARE = 0.05;
/** Nobody feels half of an interval shorter than this. */
const WAIT_HALF_MS = 1;

const halfOf = ({ low, high }: Estimate): number => (high - low) / 2;

function isStreamPrecise({ backlog, intervals, waitMs, donePerSecond, sampleCount }: StreamSummary): boolean {
  const isRateNarrow =
    donePerSecond.value === 0 ||
    (donePerSecond.confidenceShare > 0 && halfOf(donePerSecond) <= RATE_HALF_SHARE * donePerSecond.value);
  // The slope of a backlog is no wait; that it grows is all there is to know.
  if (backlog?.isGrowing === true || sampleCount === 0) return true;
  const interval = waitMs.p99 === null ? intervals.p90 : intervals.p99;
  if (interval === null) return false;
  const isWaitNarrow = halfOf(interval) <= Math.max(WAIT_HALF_MS, WAIT_HALF_SHARE * interval.value);
  // Open loops are given their rate: only a closed loop's throughput is a result.
  return isWaitNarrow && (backlog !== null || isRateNarrow);
}

/** Whether more rounds would say nothing new: every wait and every rate of every target is known to a narrow interval. */
export function isPrecise({ levels }: Summary): boolean {
  const targets = levels.flatMap((level) => level.targets);
  return targets.every(
    ({ status, streams, validTrialCount }) =>
      status !== 'measured' || (validTrialCount >= MIN_AUTO_ROUNDS && streams.every(isStreamPrecise)),
  );
}
