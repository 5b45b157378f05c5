import { isHeavy, isPoison } from './phases.ts';
import type { RunRecord } from './record.ts';
import type { StreamSummary, TargetSummary } from './summary.ts';

/** What became of the good requests beside those that must fail, and of those. Due in the load phase, all rounds together. */
export interface GoodWork {
  /** Of a closed loop without those that the end of the load cut off. */
  readonly askedCount: number;
  /** Answered right. */
  readonly servedCount: number;
  readonly poisonCount: number;
  /** Poisoned ones that were answered with an error that has a code, as they should be. */
  readonly toldCount: number;
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
const countOf = ({ outcomes }: StreamSummary): number => sum(Object.values(outcomes));

/**
 * @param record of one level
 * @returns null where nothing must fail, or no trial counts
 */
export function goodWorkOf({ scenario }: RunRecord, { streams }: TargetSummary): GoodWork | null {
  const summariesOf = (recorded: RunRecord['scenario']['streams']): StreamSummary[] =>
    streams.filter(({ streamName }) => recorded.some(({ name }) => name === streamName));
  const poison = summariesOf(scenario.streams.filter(isPoison));
  if (poison.length === 0) return null;
  const heavy = scenario.streams.filter(isHeavy);
  const cutOff = summariesOf(heavy.filter(({ load }) => load.kind === 'closed'));
  const good = summariesOf(heavy);
  return {
    askedCount: sum(good.map(countOf)) - sum(cutOff.map(({ outcomes }) => outcomes.unfinished)),
    servedCount: sum(good.map(({ outcomes }) => outcomes.ok)),
    poisonCount: sum(poison.map(countOf)),
    toldCount: sum(poison.map(({ outcomes }) => outcomes.failed)),
  };
}
