import Table from 'cli-table3';
import type { Catalogue } from './catalogue.ts';

const MIN_COLUMNS = 80; // the promises of a strategy on one line
const MAX_COLUMNS = 120; // longer lines are hard to read

const NO_LINES = Object.fromEntries(
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid'
    .split(' ')
    .map((part) => [part, '']),
);
const GAP = '  ';

/** Rows in columns; the last column takes what the others leave, and words that do not fit go to the next line. */
function tableText(rows: readonly (readonly string[])[], widthColumns: number): string {
  const columnCount = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columnCount }, (_, index) =>
    Math.max(...rows.flatMap((row) => (row[index] ?? '').split('\n').map((line) => line.length))),
  );
  const others = widths.slice(0, -1).reduce((sum, width) => sum + width + GAP.length, 0);
  const table = new Table({
    chars: { ...NO_LINES, middle: GAP },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
    colWidths: [...widths.slice(0, -1), Math.min(widths.at(-1) ?? 0, widthColumns - others)],
    wordWrap: true,
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

const strategyRows = ({ strategies }: Catalogue): string[][] =>
  strategies.map(({ name, family, summary, isDefault }) => [`${name}${isDefault ? ' *' : ''}\n  ${family}`, summary]);

const CRASH_TAKES = { server: 'the server', 'server-process': 'one process', job: 'the job' } as const;
const AFTER_DEATH = { forgets: 'forgotten', tells: 'told as lost', keeps: 'kept' } as const;

const promiseRows = ({ strategies }: Catalogue): string[][] => [
  ['', 'work ends when', 'work ends when', 'a crash', 'after kill -9'],
  ['', 'client leaves', 'time is over', 'takes down', 'its jobs are'],
  ...strategies.map(({ name, promises: { cancels, timesOut, crashTakes, serverDeath } }) => [
    name,
    cancels.replace('-', ' '),
    timesOut.replace('-', ' '),
    CRASH_TAKES[crashTakes],
    AFTER_DEATH[serverDeath],
  ]),
];

/** Everything that a run can be made of, for a terminal of so many columns. */
export function catalogueText(catalogue: Catalogue, columns: number): string {
  const widthColumns = Math.min(MAX_COLUMNS, Math.max(MIN_COLUMNS, columns));
  const section = (title: string, rows: readonly (readonly string[])[]): string =>
    `${title}\n\n${tableText(rows, widthColumns)}\n`;
  return [
    section('STRATEGIES (* measured by default, --all measures all)', strategyRows(catalogue)),
    section('WHAT THEY PROMISE', promiseRows(catalogue)),
    section(
      'TASKS (or one of your own: npm run new-task -- ./my-task.ts)',
      catalogue.tasks.map(({ name, summary }) => [name, summary]),
    ),
    section(
      'SCENARIOS',
      catalogue.scenarios.map(({ name, question, expect, strategies: about }) => [
        name,
        [question, expect, ...(about === undefined ? [] : [`Measures ${about.join(', ')}.`])].join('\n'),
      ]),
    ),
  ].join('\n');
}
