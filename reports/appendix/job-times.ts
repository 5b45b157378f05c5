import { growthText } from '../streams.ts';
import { jobRows, streamCell, streamColumn } from '../jobs.ts';
import { formatWait } from '../wait-axis.ts';
import type { Waits } from '../../stats/summary.ts';
import type { Appendix } from './appendix.ts';
import { levelCell, levelColumn } from './appendix.ts';

const MOMENTS = ['Accepted', 'Begun', 'Done', 'In hand'] as const;
const SHARES = ['p50', 'p90'] as const;

const cells = (waits: Waits, missing: string): string[] =>
  SHARES.map((share) => (waits[share] === null ? missing : formatWait(waits[share])));

export const jobTimes: Appendix = {
  name: 'job-times',
  place: 3,
  title: () => 'Accepted is not done',
  intro: () =>
    'Servers that answer 202 do the work later. From when a request was due: until its 202 was in hand, until its work began and was done by the server’s own stamps, and until the client that asked for it every 50 ms, or every tenth of the job’s age where that is more, had its output in hand.',
  table: (_record, summary) => ({
    columns: [
      'Target',
      ...levelColumn(summary),
      ...streamColumn(jobRows(summary)),
      ...MOMENTS.flatMap((moment) => SHARES.map((share) => `${moment} ${share}`)),
    ],
    rows: jobRows(summary).map((row) => {
      const { targetName, levelName, stream } = row;
      const { acceptedMs, startedMs, doneMs } = stream.jobs;
      const growth = growthText(stream);
      const later = growth === null ? 'n/a' : 'unstable';
      return [
        targetName,
        ...levelCell(summary, levelName),
        ...streamCell(row),
        ...cells(acceptedMs, 'n/a'),
        ...[startedMs, doneMs, stream.waitMs].flatMap((waits) => cells(waits, later)),
      ];
    }),
  }),
};
