import { databaseFacts } from '../database.ts';
import { DISTRUST, otherWarnings } from '../distrust.ts';
import { machineFacts, questionFacts, runFacts } from '../facts.ts';
import type { Format, Report } from '../format.ts';
import { jobFacts } from '../jobs.ts';
import { leftOutFacts } from '../left-out.ts';
import { commandLines } from '../command-lines.ts';
import { columnsOf, wrap } from '../plain-text.ts';
import { baselineLines } from '../terminal-baseline.ts';
import { heartbeatLines } from '../terminal-heartbeat.ts';
import { MAX_COLUMNS, MAX_TEXT_COLUMNS, MIN_COLUMNS, type Paint, type Pen, penOf } from '../terminal-pen.ts';
import { terminalTables } from '../terminal-table.ts';

/** Lines with a label before the first and as much space before the others; both may be printed as they are. */
function labelled(label: string, text: string, widthColumns: number): string[] {
  const indent = columnsOf(label) + 1;
  const [first = '', ...others] = wrap(text, widthColumns - indent);
  return [`${label} ${first}`, ...others.map((line) => `${' '.repeat(indent)}${line}`)];
}

/** A code that stands out, and its message below where the two do not fit on a line. */
function coded(code: string, message: string, { widthColumns, plain, paint }: Pen): string[] {
  const [name, text] = [plain(code), plain(message)];
  if (columnsOf(name) + 1 + columnsOf(text) <= widthColumns) return [`${paint('yellow', name)} ${text}`];
  return [
    ...wrap(name, widthColumns).map((line) => paint('yellow', line)),
    ...wrap(text, widthColumns - 2).map((line) => `  ${line}`),
  ];
}

const SHOWN_FACTS: ReadonlySet<string> = new Set([
  'Ran',
  'Heavy work',
  'Poison',
  'D',
  'Limit',
  'Self-test',
  'CPU',
  'Runtime',
]);

function factLines({ record }: Report, { widthColumns, plain, paint }: Pen): string[] {
  const known = [...runFacts(record), ...machineFacts(record)].filter(({ name }) => SHOWN_FACTS.has(name));
  const facts = [...questionFacts(record), ...known];
  const labelWidth = Math.max(...facts.map(({ name }) => name.length));
  return facts.flatMap(({ name, text }) => {
    const [first = '', ...others] = labelled(name.padEnd(labelWidth), plain(text), widthColumns);
    return [`${paint('dim', name.padEnd(labelWidth))}${first.slice(labelWidth)}`, ...others];
  });
}

function distrustLines({ summary: { trust } }: Report, { widthColumns, plain, paint }: Pen): string[] {
  if (trust.state !== 'not-trusted') return [];
  const lines = [
    'NOT TRUSTED',
    ...wrap(DISTRUST, widthColumns - 2),
    ...trust.reasons.flatMap((reason) => labelled('-', plain(reason), widthColumns - 2)),
  ];
  return lines.map((line) => paint('red', `! ${line}`));
}

/** Who answers 202 is fast at that; whether the work is done is another question. */
function jobLines({ record, summary }: Report, pen: Pen): string[] {
  // Of a scenario about jobs the times stand in the table already.
  const isTold = record.scenario.focus === 'jobs';
  const facts = jobFacts(summary, isTold ? 'without-times' : 'with-times');
  if (facts.length === 0) return [];
  return [
    pen.paint(
      'bold',
      isTold ? 'The jobs when the load ended' : 'Accepted is not done: medians, then the jobs when the load ended',
    ),
    ...facts.flatMap(({ name, text }) => coded(name, text, pen)),
  ];
}

/** Two awaits look as if they were to blame. */
function databaseLines({ summary }: Report, pen: Pen): string[] {
  const facts = databaseFacts(summary);
  if (facts.length === 0) return [];
  return [
    pen.paint('bold', 'What the database took, and the time around the work where it is awaited (means)'),
    ...facts.flatMap(({ name, text }) => coded(name, text, pen)),
  ];
}

function renderTerminal(report: Report): string {
  const { record, summary } = report;
  const columns = Math.max(MIN_COLUMNS, report.widthColumns);
  const pen = penOf(report, Math.min(MAX_TEXT_COLUMNS, columns));
  const widePen = penOf(report, Math.min(MAX_COLUMNS, columns));
  const { paint, plain, widthColumns } = pen;
  const paragraph = (style: Parameters<Paint>[0], text: string): string[] =>
    wrap(plain(text), widthColumns).map((line) => paint(style, line));
  const leftOut = leftOutFacts(summary);
  const sections = [
    distrustLines(report, pen),
    paragraph('bold', summary.verdict),
    otherWarnings(summary).flatMap(({ code, message }) => coded(code, message, pen)),
    leftOut.length === 0
      ? []
      : [paint('bold', 'Left out of every number'), ...leftOut.flatMap(({ name, text }) => coded(name, text, pen))],
    ...terminalTables(report, widePen),
    heartbeatLines(report, widePen),
    baselineLines(report, pen),
    jobLines(report, pen),
    databaseLines(report, pen),
    factLines(report, pen),
    [
      paint('dim', 'Repeat it with'),
      ...commandLines(plain(record.command), widthColumns - 2).map((line) => `  ${line}`),
    ],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

export const terminal: Format = {
  name: 'terminal',
  summary: 'The table at a glance, for people at a prompt.',
  destination: 'stdout',
  render: (report) => [{ path: 'report.txt', content: renderTerminal(report) }],
};
