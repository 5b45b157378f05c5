import { countedTrials } from '../../stats/gates/counted-trials.ts';
import type { ClosedLoopAudit, RunRecord } from '../../stats/record.ts';
import type { StreamSummary, Summary, TargetSummary } from '../../stats/summary.ts';
import { formatMs } from '../../stats/units.ts';
import { shownWait, streamName, streamOf } from '../streams.ts';
import { formatWait } from '../wait-axis.ts';
import { compactRange, plural } from '../wording.ts';
import type { Appendix } from './appendix.ts';
import { levelCell, levelColumn } from './appendix.ts';

type Reported = NonNullable<ClosedLoopAudit['reported']>;

/** One entry per trial that counts. */
function reportedBy(record: RunRecord, target: TargetSummary): Reported[] {
  const heavyName = streamName(record, 'heavy');
  return countedTrials(record, target).flatMap(({ closedLoopAudits }) =>
    closedLoopAudits.flatMap(({ streamName: name, reported }) =>
      name === heavyName && reported !== undefined ? [reported] : [],
    ),
  );
}

/** From the lowest round to the highest: percentiles of rounds are not to be averaged. */
function rangeText(valuesMs: readonly number[]): string {
  const [low, high] = [Math.min(...valuesMs), Math.max(...valuesMs)];
  return compactRange({ value: low, low, high, confidenceShare: 0 }, formatMs) ?? '';
}

/** p99, or p90 where requests are too few for it. */
function tailText(stream: StreamSummary | undefined): string {
  if (stream === undefined) return 'n/a';
  const { p99, p90 } = stream.waitMs;
  return p99 === null && p90 !== null ? `p90 ${formatWait(p90)}` : shownWait(stream, 'p99');
}

function rowsOf(summary: Summary): string[][] {
  return summary.levels.flatMap(({ name, record, targets }) =>
    targets.flatMap((target) => {
      const reported = reportedBy(record, target);
      if (reported.length === 0) return [];
      const heavy = streamOf(record, target, 'heavy');
      return [
        [
          target.targetName,
          ...levelCell(summary, name),
          rangeText(reported.map(({ p50Ms }) => p50Ms)),
          rangeText(reported.map(({ p99Ms }) => p99Ms)),
          plural(reported.length, 'round'),
          heavy === undefined ? 'n/a' : shownWait(heavy, 'p50'),
          tailText(heavy),
          tailText(streamOf(record, target, 'warm')),
        ],
      ];
    }),
  );
}

export const closedLoopTool: Appendix = {
  name: 'closed-loop-tool',
  place: 4,
  title: () => 'What a closed-loop tool would have told you',
  intro: () =>
    'autocannon’s own figures of the same requests beside ours. It asks again only once it is answered, so it never meets those who come meanwhile: it says nothing of neighbours, who wait longest. It counts whole milliseconds, ramp included, and drops the requests that are under way at the end.',
  table: (_record, summary) => ({
    columns: [
      'Target',
      ...levelColumn(summary),
      'autocannon p50',
      'autocannon p99',
      'lowest to highest of',
      'ours: heavy p50',
      'heavy p99',
      'warm neighbour p99',
    ],
    rows: rowsOf(summary),
  }),
};
