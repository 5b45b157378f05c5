import { countedTrials } from '../../stats/gates/counted-trials.ts';
import { type Inside, insideOf } from '../../stats/inside.ts';
import { phasesOf } from '../../stats/phases.ts';
import type { RunRecord } from '../../stats/record.ts';
import { STALL_MS, type StreamSummary, type Summary, type Wait } from '../../stats/summary.ts';
import { type SeriesStyle, seriesStyles } from '../series-style.ts';
import { growthText, measuredTargets, streamOf } from '../streams.ts';
import { highest } from './wait-marks.ts';

/** What one server says of its own loop, beside what its neighbours saw. */
export interface InsideRow {
  readonly targetName: string;
  readonly style: SeriesStyle;
  readonly inside: Inside;
  readonly outside: StreamSummary;
  /** "+52/s" where the backlog grew: then waits have no figure. */
  readonly growth: string | null;
}

/** Of targets whose server told of its loop: not of those at a URL. */
export function insideRows(record: RunRecord, summary: Summary): InsideRow[] {
  const styles = seriesStyles(record.targets.map(({ name }) => name));
  const { load } = phasesOf(record.scenario);
  return measuredTargets(summary).flatMap((target) => {
    const inside = insideOf(countedTrials(record, target), load);
    const outside = streamOf(record, target, 'warm') ?? streamOf(record, target, 'cold');
    const style = styles.get(target.targetName);
    if (inside === null || outside === undefined || style === undefined) return [];
    return [{ targetName: target.targetName, style, inside, outside, growth: growthText(outside) }];
  });
}

/** Neighbours waited for more than twice what the metric says, and long enough to mind. */
const MISLEADING_FACTOR = 2;

const hides = (toldMs: number, wait: Wait): boolean =>
  wait.valueMs > STALL_MS && wait.valueMs > MISLEADING_FACTOR * toldMs;

/** Which figures of the server's own would have let somebody think that all was well. */
export function hiddenBy({ inside, outside }: InsideRow): ('p99' | 'mean')[] {
  const tail = highest(outside);
  const { meanMs } = outside;
  return [
    ...(inside.p99Ms !== null && tail !== null && hides(inside.p99Ms, tail.wait) ? (['p99'] as const) : []),
    ...(inside.meanMs !== null && meanMs !== null && hides(inside.meanMs, meanMs) ? (['mean'] as const) : []),
  ];
}
