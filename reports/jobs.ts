import type { JobAccounts } from '../stats/jobs.ts';
import { isHeavy } from '../stats/phases.ts';
import type { LevelSummary, StreamSummary, Summary } from '../stats/summary.ts';
import { formatCount } from '../stats/units.ts';
import type { Fact } from './facts.ts';
import { growthText } from './streams.ts';
import { formatWait } from './wait-axis.ts';

/** A stream of requests that became jobs, at one target under one load. */
export interface JobRow {
  readonly targetName: string;
  readonly levelName: string;
  readonly stream: StreamSummary & { readonly jobs: NonNullable<StreamSummary['jobs']> };
}

const rowsOfLevel = ({ name, record, targets }: LevelSummary): JobRow[] => {
  const heavyNames = new Set(record.scenario.streams.filter(isHeavy).map((stream) => stream.name));
  return targets.flatMap(({ targetName, streams }) =>
    streams.flatMap((stream) =>
      stream.jobs === null || !heavyNames.has(stream.streamName)
        ? []
        : [{ targetName, levelName: name, stream: { ...stream, jobs: stream.jobs } }],
    ),
  );
};

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
export const jobFacts = (summary: Summary): Fact[] =>
  jobRows(summary).map((row) => ({
    name: row.levelName === '' ? row.targetName : `${row.targetName} at ${row.levelName}`,
    text: [timesText(row), balanceText(row.stream.jobs.accounts)].filter((text) => text !== '').join('; '),
  }));
