import { type FaultCell, type FaultRow, type FaultTable, type TriedResult } from '../../stats/faults/fault-table.ts';
import { countJobs } from '../../stats/faults/job-counts.ts';
import { plural } from '../wording.ts';

type Standing = 'kept' | 'broken' | 'not-applicable' | 'not-tried';

/** One cell, as short as it gets: a mark for the promise, then letters for what happened. */
export interface MatrixCell {
  readonly standing: Standing;
  readonly mark: string;
  readonly letters: string;
  /** null where the run ended before it was tried. */
  readonly cell: FaultCell | null;
}

export interface MatrixRow {
  readonly row: FaultRow;
  readonly cells: readonly MatrixCell[];
}

/** Silence after which a person would have tried again. */
const LONG_SILENCE_MS = 1_000;

const MARKS: Readonly<Record<Standing, string>> = {
  kept: '✓',
  broken: '✗',
  'not-applicable': '·',
  'not-tried': '?',
};

export const MATRIX_LEGEND: readonly (readonly [string, string])[] = [
  [MARKS.kept, 'did what it promises'],
  [MARKS.broken, 'broke a promise'],
  [MARKS['not-applicable'], 'cannot happen to it'],
  [MARKS['not-tried'], 'not tried'],
  ['S', 'the server died and was started again from outside'],
  ['P', 'one of its server processes died and was replaced'],
  ['N', 'no neighbour was answered for a second or more'],
  ['L', 'accepted work was lost'],
  ['R', 'work was refused'],
  ['2', 'a job was begun more than once'],
];

function lettersOf({ observation }: TriedResult, { delivery }: FaultRow): string {
  const { server, neighbours, jobs } = observation;
  const { lost, refused, twice } = countJobs(jobs, delivery);
  return [
    ['S', server.state === 'restarted' || server.state === 'down'],
    ['P', server.replacedCount > 0],
    ['N', neighbours.longestSilenceMs >= LONG_SILENCE_MS],
    ['L', lost > 0],
    ['R', refused > 0],
    ['2', twice > 0],
  ]
    .map(([letter, isShown]) => (isShown === true ? letter : ''))
    .join('');
}

function matrixCell(row: FaultRow, cell: FaultCell | undefined): MatrixCell {
  if (cell === undefined) return { standing: 'not-tried', mark: MARKS['not-tried'], letters: '', cell: null };
  const { result } = cell;
  const standing = result.kind === 'tried' ? result.verdict : result.kind;
  const letters = result.kind === 'tried' ? lettersOf(result, row) : '';
  return { standing, mark: MARKS[standing], letters, cell };
}

/** Strategies down, faults across, in the order of the table. */
export function matrixOf({ rows, faults, cells }: FaultTable): MatrixRow[] {
  return rows.map((row) => ({
    row,
    cells: faults.map(({ name }) =>
      matrixCell(
        row,
        cells.find((cell) => cell.row === row.name && cell.fault === name),
      ),
    ),
  }));
}

/** "Every promise was kept: 9 strategies, 72 cells." */
export function faultVerdict(table: FaultTable): string {
  const standings = matrixOf(table).flatMap(({ cells }) => cells.map(({ standing }) => standing));
  const count = (standing: Standing): number => standings.filter((one) => one === standing).length;
  const [broken, kept, notTried] = [count('broken'), count('kept'), count('not-tried')];
  const untried = notTried === 0 ? '' : ` ${plural(notTried, 'cell')} could not be tried.`;
  const partial = table.status === 'partial' ? ' PARTIAL: the run was ended early.' : '';
  const claim =
    broken === 0
      ? `No promise was broken: ${kept} of ${plural(kept, 'cell')} kept.`
      : `${plural(broken, 'cell')} of ${broken + kept} broke a promise.`;
  return `${claim}${untried}${partial}`;
}

/** The rules that were broken: "blocking, client leaves: Work that waits ... is never begun: it was not". */
export function brokenLines(table: FaultTable): string[] {
  const titles = new Map(table.faults.map(({ name, title }) => [name, title]));
  return table.cells.flatMap(({ row, fault, result }) => {
    if (result.kind === 'not-tried') return [`${row}, ${titles.get(fault)}: not tried. ${result.reason}`];
    if (result.kind !== 'tried') return [];
    return result.rules.flatMap(({ rule, isKept, seen }) =>
      isKept ? [] : [`${row}, ${titles.get(fault)}: ${rule}. Seen: ${seen}`],
    );
  });
}
