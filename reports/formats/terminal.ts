import { styleText } from 'node:util';
import { databaseFacts } from '../database.ts';
import { DISTRUST, otherWarnings } from '../distrust.ts';
import { machineFacts, questionFacts, runFacts } from '../facts.ts';
import type { Format, Report } from '../format.ts';
import { jobFacts } from '../jobs.ts';
import { leftOutFacts } from '../left-out.ts';
import { columnsOf, plainText, wrap } from '../plain-text.ts';
import { type Paint, terminalTables } from '../terminal-table.ts';

const MIN_COLUMNS = 40;
const MAX_COLUMNS = 120; // longer lines are hard to read

/** Lines with a label before the first and as much space before the others. */
function labelled(label: string, text: string, widthColumns: number): string[] {
  const indent = columnsOf(label) + 1;
  const [first = '', ...others] = wrap(plainText(text), widthColumns - indent);
  return [`${label} ${first}`, ...others.map((line) => `${' '.repeat(indent)}${line}`)];
}

/** A code that stands out, and its message below where the two do not fit on a line. */
function coded(code: string, message: string, widthColumns: number, paint: Paint): string[] {
  const [first = '', ...others] = labelled(plainText(code), message, widthColumns);
  if (others.length === 0) return [first.replace(plainText(code), () => paint('yellow', plainText(code)))];
  return [paint('yellow', plainText(code)), ...wrap(plainText(message), widthColumns - 2).map((line) => `  ${line}`)];
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

function factLines({ record }: Report, widthColumns: number, paint: Paint): string[] {
  const known = [...runFacts(record), ...machineFacts(record)].filter(({ name }) => SHOWN_FACTS.has(name));
  const facts = [...questionFacts(record), ...known];
  const labelWidth = Math.max(...facts.map(({ name }) => name.length));
  return facts.flatMap(({ name, text }) => {
    const [first = '', ...others] = labelled(name.padEnd(labelWidth), text, widthColumns);
    return [`${paint('dim', name.padEnd(labelWidth))}${first.slice(labelWidth)}`, ...others];
  });
}

function distrustLines({ summary: { trust } }: Report, widthColumns: number, paint: Paint): string[] {
  if (trust.state !== 'not-trusted') return [];
  const lines = [
    'NOT TRUSTED',
    ...wrap(DISTRUST, widthColumns - 2),
    ...trust.reasons.flatMap((reason) => labelled('-', reason, widthColumns - 2)),
  ];
  return lines.map((line) => paint('red', `! ${line}`));
}

/** Who answers 202 is fast at that; whether the work is done is another question. */
function jobLines({ record, summary }: Report, widthColumns: number, paint: Paint): string[] {
  // Of a scenario about jobs the times stand in the table already.
  const isTold = record.scenario.focus === 'jobs';
  const facts = jobFacts(summary, isTold ? 'without-times' : 'with-times');
  if (facts.length === 0) return [];
  return [
    paint(
      'bold',
      isTold ? 'The jobs when the load ended' : 'Accepted is not done: medians, then the jobs when the load ended',
    ),
    ...facts.flatMap(({ name, text }) => coded(name, text, widthColumns, paint)),
  ];
}

/** Two awaits look as if they were to blame. */
function databaseLines({ summary }: Report, widthColumns: number, paint: Paint): string[] {
  const facts = databaseFacts(summary);
  if (facts.length === 0) return [];
  return [
    paint('bold', 'What the database took, and the time around the work where it is awaited (means)'),
    ...facts.flatMap(({ name, text }) => coded(name, text, widthColumns, paint)),
  ];
}

function renderTerminal(report: Report): string {
  const { record, summary, hasColor } = report;
  const widthColumns = Math.min(MAX_COLUMNS, Math.max(MIN_COLUMNS, report.widthColumns));
  const paint: Paint = (style, text) => (hasColor ? styleText(style, text, { validateStream: false }) : text);
  const paragraph = (style: Parameters<Paint>[0], text: string): string[] =>
    wrap(plainText(text), widthColumns).map((line) => paint(style, line));
  const leftOut = leftOutFacts(summary);
  const sections = [
    distrustLines(report, widthColumns, paint),
    paragraph('bold', summary.verdict),
    otherWarnings(summary).flatMap(({ code, message }) => coded(code, message, widthColumns, paint)),
    leftOut.length === 0
      ? []
      : [
          paint('bold', 'Left out of every number'),
          ...leftOut.flatMap(({ name, text }) => coded(name, text, widthColumns, paint)),
        ],
    ...terminalTables(report, widthColumns, paint),
    jobLines(report, widthColumns, paint),
    databaseLines(report, widthColumns, paint),
    factLines(report, widthColumns, paint),
    [paint('dim', 'Repeat it with'), ...wrap(plainText(record.command), widthColumns - 2).map((line) => `  ${line}`)],
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
