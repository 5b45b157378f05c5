import type { JobAccounts } from '../stats/jobs.ts';
import { isHeavy } from '../stats/phases.ts';
import type { LevelSummary, StreamSummary, Summary } from '../stats/summary.ts';
import { formatCount } from '../stats/units.ts';
import type { Fact } from './facts.ts';
import { growthText, shownStream } from './streams.ts';
import { formatWait } from './wait-axis.ts';

/** A stream of requests that became jobs, at one target under one load. */
export interface JobRow {
  readonly targetName: string;
  readonly levelName: string;
  /** Which of several heavy streams; '' where there is one. */
  readonly streamLabel: string;
  readonly stream: StreamSummary & { readonly jobs: NonNullable<StreamSummary['jobs']> };
}

const rowsOfLevel = ({ name, record, targets }: LevelSummary): JobRow[] => {
  const heavyNames = new Set(record.scenario.streams.filter(isHeavy).map((stream) => stream.name));
  return targets.flatMap(({ targetName, streams }) =>
    streams.flatMap((stream) =>
      stream.jobs === null || !heavyNames.has(stream.streamName)
        ? []
        : [
            {
              targetName,
              levelName: name,
              streamLabel: heavyNames.size > 1 ? shownStream(record, stream.streamName) : '',
              stream: { ...stream, jobs: stream.jobs },
            },
          ],
    ),
  );
};

/** Columns that say which stream a row of a table is of, where there are several. */
export const streamColumn = (rows: readonly JobRow[]): readonly string[] =>
  rows.some(({ streamLabel }) => streamLabel !== '') ? ['Stream'] : [];
export const streamCell = ({ streamLabel }: JobRow): readonly string[] => (streamLabel === '' ? [] : [streamLabel]);

export const jobRows = ({ levels }: Summary): JobRow[] => levels.flatMap(rowsOfLevel);

/** "234 submitted = 133 finished + 101 in the backlog + 0 lost". */
export function balanceText({ submittedCount, finishedCount, backlogCount, ...rest }: JobAccounts): string {
  const [submitted, finished, backlog] = [submittedCount, finishedCount, backlogCount].map(formatCount);
  const unknown = rest.isBalanced ? '' : ` + ${formatCount(rest.unknownCount)} NEVER HEARD OF AGAIN`;
  return `${submitted} submitted = ${finished} finished + ${backlog} in the backlog + ${formatCount(rest.lostCount)} lost${unknown}`;
}

function timesText({ stream }: JobRow): string {
  const { acceptedMs, startedMs, doneMs } = stream.jobs;
  const growth = growthText(stream);
  const times = [
    ['accepted', acceptedMs.p50],
    ['begun', startedMs.p50],
    ['done', doneMs.p50],
    ['in hand', stream.waitMs.p50],
  ] as const;
  const told = times.flatMap(([name, wait]) => (wait === null ? [] : [`${name} after ${formatWait(wait)}`]));
  return [...told, ...(growth === null ? [] : [`UNSTABLE, backlog ${growth}`])].join(', ');
}

/** For each target that answers 202: what that was worth. Medians from when a request was due, then where its jobs stood when the load ended. */
export const jobFacts = (summary: Summary, times: 'with-times' | 'without-times'): Fact[] =>
  jobRows(summary).map((row) => ({
    name: [`${row.targetName}${row.levelName === '' ? '' : ` at ${row.levelName}`}`, row.streamLabel]
      .filter((text) => text !== '')
      .join(', '),
    text: [times === 'with-times' ? timesText(row) : '', balanceText(row.stream.jobs.accounts)]
      .filter((text) => text !== '')
      .join('; '),
  }));
