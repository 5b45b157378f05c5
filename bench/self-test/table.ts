import Table from 'cli-table3';
import { folded } from '../folded-text.ts';
import type { KnownAnswer, SelfTest } from '../../stats/record.ts';
import { formatMs, formatRate } from '../../stats/units.ts';

const WIDTH_COLUMNS = 80;
const NO_LINES = Object.fromEntries(
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid'
    .split(' ')
    .map((part) => [part, '']),
);

/** One digit more than usual where it would hide whether a value lies inside its range. */
function amount(value: number, unit: KnownAnswer['unit']): string {
  if (unit === 'share') return value.toFixed(2);
  if (unit === 'per second') return formatRate(value);
  return Math.abs(value) < 100 ? `${value.toFixed(1)} ms` : formatMs(value);
}

function row({ name, unit, expected, low, high, measured, isPassed }: KnownAnswer): string[] {
  return [
    name,
    amount(expected, unit),
    `${amount(low, unit)} to ${amount(high, unit)}`,
    measured === null ? 'nothing' : amount(measured, unit),
    isPassed ? 'ok' : 'FAILED',
  ];
}

function toolLines(answers: readonly KnownAnswer[]): string[] {
  return answers.flatMap(({ name, unit, measured, closedLoopTool }) =>
    closedLoopTool === undefined || measured === null
      ? []
      : [
          '',
          ...folded(
            `${name} by autocannon, on the same server: ${amount(closedLoopTool, unit)} instead of ${amount(measured, unit)}. It asks again only when it has its answer, so it hardly asks while the server stands still, and counts few of those who would have waited.`,
            WIDTH_COLUMNS,
          ),
        ],
  );
}

/** Expected beside measured, the diagnosis and the verdict, none of the lines wider than 80 columns. */
export function selfTestLines({ form, durationMs, isPassed, answers, diagnosis }: SelfTest): string[] {
  const table = new Table({
    head: ['known answer', 'expected', 'allowed', 'measured', ''],
    chars: { ...NO_LINES, middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
    colAligns: ['left', 'right', 'right', 'right', 'left'],
  });
  table.push(...answers.map(row));
  const failures = answers.filter((answer) => !answer.isPassed);
  return [
    `Self-test, ${form} form, ${(durationMs / 1_000).toFixed(1)} s`,
    '',
    ...table
      .toString()
      .split('\n')
      .map((line) => line.trimEnd()),
    ...toolLines(answers),
    ...(failures.length === 0 ? [] : ['', 'Failed:']),
    ...failures.flatMap(({ name, title }) => folded(`${name}: ${title}`, WIDTH_COLUMNS, '  ')),
    ...(diagnosis.length === 0 ? [] : ['', 'What is wrong:']),
    ...diagnosis.flatMap((sentence) => folded(sentence, WIDTH_COLUMNS, '  ')),
    '',
    isPassed ? 'TRUSTED' : 'NOT TRUSTED',
  ];
}
