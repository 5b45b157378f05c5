import { formatCount } from '../../stats/units.ts';
import { jobRows, streamCell, streamColumn } from '../jobs.ts';
import { growthText } from '../streams.ts';
import type { Appendix } from './appendix.ts';
import { levelCell, levelColumn } from './appendix.ts';

export const jobAccounts: Appendix = {
  name: 'job-accounts',
  place: 7,
  title: () => 'Accounts of jobs',
  intro: () =>
    'Where the accepted jobs stood when the load ended: submitted = finished + backlog + lost. Each of the backlog was seen waiting, running or done afterwards, when its client or, once the trial was over, we asked again. Lost ones the server knew no more, or said so.',
  table: (_record, summary) => ({
    columns: [
      'Target',
      ...levelColumn(summary),
      ...streamColumn(jobRows(summary)),
      'Submitted',
      'Finished',
      'Backlog',
      'of it finished later',
      'Backlog grew by',
      'Lost',
      'Never heard of again',
      'Balance',
    ],
    rows: jobRows(summary).map((row) => {
      const { targetName, levelName, stream } = row;
      const { accounts } = stream.jobs;
      return [
        targetName,
        ...levelCell(summary, levelName),
        ...streamCell(row),
        formatCount(accounts.submittedCount),
        formatCount(accounts.finishedCount),
        formatCount(accounts.backlogCount),
        formatCount(accounts.finishedLaterCount),
        growthText(stream) ?? 'nothing',
        formatCount(accounts.lostCount),
        formatCount(accounts.unknownCount),
        accounts.isBalanced ? 'balances' : 'DOES NOT BALANCE',
      ];
    }),
  }),
};
