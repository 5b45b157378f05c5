import type { RunRecord } from '../../stats/record.ts';
import type { Ledger, Summary } from '../../stats/summary.ts';
import { formatCount } from '../../stats/units.ts';
import type { Color } from '../chart.ts';
import { type JobRow, jobRows } from '../jobs.ts';
import { type SeriesStyle, seriesStyles } from '../series-style.ts';
import { growthText } from '../streams.ts';

/** What may become of a request or a job. Each has a pattern and a name, as colours alone cannot be told apart by everybody. */
export const FATES = [
  { key: 'done', name: 'done', meaning: 'done, of jobs: finished', color: '--accent', dash: [] },
  { key: 'finished', name: 'finished', meaning: 'done, of jobs: finished', color: '--accent', dash: [] },
  {
    key: 'backlog',
    name: 'backlog',
    meaning: 'backlog: jobs that wait or run',
    color: '--accent',
    dash: [7, 3],
  },
  { key: 'failed', name: 'failed', meaning: 'failed', color: '--alarm', dash: [3, 2] },
  {
    key: 'cancelled',
    name: 'cancelled',
    meaning: 'cancelled: given up, or under way',
    color: '--muted',
    dash: [2, 3],
  },
  { key: 'lost', name: 'lost', meaning: 'lost', color: '--alarm', dash: [] },
  { key: 'untold', name: 'never heard of again', meaning: 'never heard of again', color: '--ink', dash: [] },
  { key: 'refused', name: 'refused', meaning: 'refused', color: '--series-grey/0.35', dash: [] },
] as const satisfies readonly {
  readonly key: string;
  readonly name: string;
  readonly meaning: string;
  readonly color: Color;
  readonly dash: readonly number[];
}[];

type Fate = (typeof FATES)[number]['key'];

/** Requests of one target under one load, or the jobs that became of them: one bar. */
export interface BalanceBar {
  readonly targetName: string;
  readonly levelName: string;
  readonly style: SeriesStyle;
  readonly counted: 'requests' | 'jobs';
  /** Which of several heavy streams; '' where there is one, or where it is all of them. */
  readonly streamLabel: string;
  readonly counts: Readonly<Partial<Record<Fate, number>>>;
  /** What the bar is of. */
  readonly wholeCount: number;
  /** "114 accepted". */
  readonly wholeText: string;
  /** "110 done + 4 cancelled + 0 lost": of the others only those that there are. */
  readonly partsText: string;
  readonly isBalanced: boolean;
  readonly source:
    | { readonly kind: 'requests'; readonly ledger: Ledger }
    | {
        readonly kind: 'jobs';
        readonly accounts: JobRow['stream']['jobs']['accounts'];
        readonly growth: string | null;
      };
}

type Look = Pick<BalanceBar, 'targetName' | 'levelName' | 'style'>;

const ALWAYS_TOLD: ReadonlySet<string> = new Set(['done', 'finished', 'lost']);

function sumText(parts: readonly (readonly [string, number])[]): string {
  const told = parts.filter(([name, count]) => count > 0 || ALWAYS_TOLD.has(name));
  return told.map(([name, count]) => `${formatCount(count)} ${name}`).join(' + ');
}

function requestBar(look: Look, ledger: Ledger): BalanceBar {
  const { askedCount, refusedCount, acceptedCount, doneCount, failedCount, cancelledCount, lostCount } = ledger;
  const foundCount = doneCount + failedCount + cancelledCount + lostCount;
  return {
    ...look,
    counted: 'requests',
    streamLabel: '',
    counts: {
      done: doneCount,
      failed: failedCount,
      cancelled: cancelledCount,
      lost: lostCount,
      untold: Math.max(0, acceptedCount - foundCount),
      refused: refusedCount,
    },
    wholeCount: Math.max(askedCount, foundCount + refusedCount),
    wholeText: `${formatCount(acceptedCount)} accepted`,
    partsText: sumText([
      ['done', doneCount],
      ['failed', failedCount],
      ['cancelled', cancelledCount],
      ['lost', lostCount],
    ]),
    isBalanced: ledger.isBalanced,
    source: { kind: 'requests', ledger },
  };
}

function jobBar(look: Look, { stream, streamLabel }: JobRow): BalanceBar {
  const { accounts } = stream.jobs;
  const { submittedCount, finishedCount, backlogCount, lostCount, unknownCount } = accounts;
  return {
    ...look,
    counted: 'jobs',
    streamLabel,
    counts: { finished: finishedCount, backlog: backlogCount, lost: lostCount, untold: unknownCount },
    wholeCount: Math.max(submittedCount, finishedCount + backlogCount + lostCount + unknownCount),
    wholeText: `${formatCount(submittedCount)} submitted`,
    partsText: sumText([
      ['finished', finishedCount],
      ['backlog', backlogCount],
      ['lost', lostCount],
    ]),
    isBalanced: accounts.isBalanced,
    source: { kind: 'jobs', accounts, growth: growthText(stream) },
  };
}

/** Target by target, each with its levels; below the requests their jobs, where it answers 202. */
export function balanceBars(record: RunRecord, summary: Summary): BalanceBar[] {
  const styles = seriesStyles(record.targets.map(({ name }) => name));
  const jobs = jobRows(summary);
  return record.targets.flatMap(({ name: targetName }) =>
    summary.levels.flatMap(({ name: levelName, targets }) => {
      const target = targets.find((one) => one.targetName === targetName);
      const style = styles.get(targetName);
      if (target === undefined || style === undefined || target.ledger.askedCount === 0) return [];
      const look = { targetName, levelName, style };
      const own = jobs.filter((row) => row.targetName === targetName && row.levelName === levelName);
      return [requestBar(look, target.ledger), ...own.map((row) => jobBar(look, row))];
    }),
  );
}

interface Piece {
  readonly fate: (typeof FATES)[number];
  readonly count: number;
  readonly fromShare: number;
  readonly toShare: number;
}

/** The parts of a bar that are not empty. */
export function piecesOf({ counts, wholeCount }: BalanceBar): Piece[] {
  let fromShare = 0;
  return FATES.flatMap((fate) => {
    const count = counts[fate.key] ?? 0;
    if (count === 0) return [];
    const toShare = fromShare + count / wholeCount;
    const piece = { fate, count, fromShare, toShare };
    fromShare = toShare;
    return [piece];
  });
}
