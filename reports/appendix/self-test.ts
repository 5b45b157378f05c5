import type { KnownAnswer } from '../../stats/record.ts';
import { formatMs, formatShare } from '../../stats/units.ts';
import { formatTaskRate } from '../wording.ts';
import type { Appendix } from './appendix.ts';

const FORMATS: Readonly<Record<KnownAnswer['unit'], (value: number) => string>> = {
  ms: formatMs,
  'per second': formatTaskRate,
  share: formatShare,
};

function rowOf({ title, unit, expected, low, high, measured, isPassed, closedLoopTool }: KnownAnswer): string[] {
  const text = FORMATS[unit];
  return [
    title,
    text(expected),
    `${text(low)} to ${text(high)}`,
    measured === null ? 'nothing' : text(measured),
    isPassed ? 'yes' : 'NO',
    closedLoopTool === undefined ? '' : text(closedLoopTool),
  ];
}

export const selfTest: Appendix = {
  name: 'self-test',
  place: 9,
  title: () => 'Was the instrument right?',
  intro: (record) => {
    const isToolShown = record.selfTest?.answers.some(({ closedLoopTool }) => closedLoopTool !== undefined) === true;
    const tool = isToolShown
      ? ' The last column is what a closed-loop tool, autocannon, says of the same server: it does not ask while it waits, so it hardly sees a stall.'
      : '';
    return `Before the run the same senders measured servers whose answers are known.${tool}`;
  },
  table: ({ selfTest: found }) => {
    const answers = found?.answers ?? [];
    const isToolShown = answers.some(({ closedLoopTool }) => closedLoopTool !== undefined);
    const columns = ['Known answer', 'Expected', 'Allowed', 'Measured', 'Found', 'Closed-loop tool'];
    const columnCount = columns.length - (isToolShown ? 0 : 1);
    return {
      columns: columns.slice(0, columnCount),
      rows: answers.map((answer) => rowOf(answer).slice(0, columnCount)),
    };
  },
};
