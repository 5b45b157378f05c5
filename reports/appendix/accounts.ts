import type { Summary } from '../../stats/summary.ts';
import { formatCount } from '../../stats/units.ts';
import type { Appendix } from './appendix.ts';
import { levelCell, levelColumn } from './appendix.ts';

/** Whether any client left: where nobody does, nobody wants to read of it. */
const hasLeft = ({ levels }: Summary): boolean =>
  levels.some(({ targets }) => targets.some(({ ledger }) => ledger.leftCount > 0));

export const accounts: Appendix = {
  name: 'accounts',
  place: 6,
  title: () => 'Accounts',
  intro: () =>
    'Heavy requests of the load phase, counted when asked and again when they ended: accepted = done + failed + cancelled + lost. Cancelled ones timed out, left or were under way at the end, lost ones broke their connection, or were jobs that the server lost.',
  table: (_record, summary) => ({
    columns: [
      'Target',
      ...levelColumn(summary),
      'Asked',
      'Refused',
      'Accepted',
      'Done',
      'Failed',
      'Cancelled',
      ...(hasLeft(summary) ? ['of them left'] : []),
      'Lost',
      'Balance',
    ],
    rows: summary.levels.flatMap(({ name, targets }) =>
      targets
        .filter(({ ledger }) => ledger.askedCount > 0)
        .map(({ targetName, ledger }) => [
          targetName,
          ...levelCell(summary, name),
          ...[
            ledger.askedCount,
            ledger.refusedCount,
            ledger.acceptedCount,
            ledger.doneCount,
            ledger.failedCount,
            ledger.cancelledCount,
            ...(hasLeft(summary) ? [ledger.leftCount] : []),
            ledger.lostCount,
          ].map(formatCount),
          ledger.isBalanced ? 'balances' : 'DOES NOT BALANCE',
        ]),
    ),
  }),
};
