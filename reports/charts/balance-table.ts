import type { RunRecord } from '../../stats/record.ts';
import type { Summary } from '../../stats/summary.ts';
import { formatCount } from '../../stats/units.ts';
import type { DataTable } from '../chart.ts';
import { type BalanceBar, balanceBars } from './balance-bars.ts';

interface Column {
  readonly title: string;
  /** Absent: always. Nobody wants to read of what nobody did. */
  readonly isShown?: (bars: readonly BalanceBar[]) => boolean;
  readonly read: (bar: BalanceBar) => string;
}

const hasJobs = (bars: readonly BalanceBar[]): boolean => bars.some(({ counted }) => counted === 'jobs');

type Source = BalanceBar['source'];
type LedgerKey = keyof Extract<Source, { readonly kind: 'requests' }>['ledger'];
type AccountKey = keyof Extract<Source, { readonly kind: 'jobs' }>['accounts'];

/** '' of jobs. */
const ofLedger =
  (key: Exclude<LedgerKey, 'isBalanced'>) =>
  ({ source }: BalanceBar): string =>
    source.kind === 'requests' ? formatCount(source.ledger[key]) : '';

/** '' of requests. */
const ofAccounts =
  (key: Exclude<AccountKey, 'isBalanced'>) =>
  ({ source }: BalanceBar): string =>
    source.kind === 'jobs' ? formatCount(source.accounts[key]) : '';

/** Both have it. */
const ofEither =
  (ledgerKey: Exclude<LedgerKey, 'isBalanced'>, accountKey: Exclude<AccountKey, 'isBalanced'>) =>
  (bar: BalanceBar): string =>
    ofLedger(ledgerKey)(bar) || ofAccounts(accountKey)(bar);

const COLUMNS: readonly Column[] = [
  { title: 'Target', read: ({ targetName }) => targetName },
  {
    title: 'Level',
    isShown: (bars) => bars.some(({ levelName }) => levelName !== ''),
    read: ({ levelName }) => levelName,
  },
  { title: 'Counted', isShown: hasJobs, read: ({ counted }) => counted },
  {
    title: 'Stream',
    isShown: (bars) => bars.some(({ streamLabel }) => streamLabel !== ''),
    read: ({ streamLabel }) => streamLabel,
  },
  { title: 'Asked', read: ofLedger('askedCount') },
  { title: 'Refused', read: ofLedger('refusedCount') },
  { title: 'Accepted', read: ofEither('acceptedCount', 'submittedCount') },
  { title: 'Done', read: ofLedger('doneCount') },
  { title: 'Failed', read: ofLedger('failedCount') },
  { title: 'Cancelled', read: ofLedger('cancelledCount') },
  {
    title: 'of them left',
    isShown: (bars) => bars.some(({ source }) => source.kind === 'requests' && source.ledger.leftCount > 0),
    read: ofLedger('leftCount'),
  },
  { title: 'Finished', isShown: hasJobs, read: ofAccounts('finishedCount') },
  { title: 'Backlog', isShown: hasJobs, read: ofAccounts('backlogCount') },
  { title: 'of it finished later', isShown: hasJobs, read: ofAccounts('finishedLaterCount') },
  {
    title: 'Backlog grew by',
    isShown: hasJobs,
    read: ({ source }) => (source.kind === 'jobs' ? (source.growth ?? 'nothing') : ''),
  },
  { title: 'Lost', read: ofEither('lostCount', 'lostCount') },
  { title: 'Never heard of again', isShown: hasJobs, read: ofAccounts('unknownCount') },
  { title: 'Balance', read: ({ isBalanced }) => (isBalanced ? 'balances' : 'DOES NOT BALANCE') },
];

/**
 * Heavy requests of the load phase, counted when asked and again when they ended: accepted = done + failed + cancelled +
 * lost. Cancelled ones timed out, left or were under way at the end; lost ones broke their connection, or were jobs that
 * the server lost. Of jobs where they stood when the load ended: submitted = finished + backlog + lost.
 */
export function balanceTable(record: RunRecord, summary: Summary): DataTable {
  const bars = balanceBars(record, summary);
  const shown = COLUMNS.filter(({ isShown }) => isShown?.(bars) ?? true);
  return { columns: shown.map(({ title }) => title), rows: bars.map((bar) => shown.map(({ read }) => read(bar))) };
}
