import { commandLines } from './command-lines.ts';
import type { Report } from './format.ts';
import { nextCommand } from './next-command.ts';
import { wrap } from './plain-text.ts';
import { MAX_TEXT_COLUMNS, MIN_COLUMNS, penOf } from './terminal-pen.ts';

/** A screenful and a half: past it the verdict, which stands first, has gone. */
const LONG_LINE_COUNT = 40;

interface End {
  /** The page, as the reader would type it. */
  readonly pagePath: string;
  /** What to give to `npm run report` for the same report. */
  readonly reportWords: readonly string[];
  /** Whether its page is opened in a browser. */
  readonly isOpened: boolean;
  /** How many lines stand above. */
  readonly lineCount: number;
}

/** The last lines on the terminal: the verdict where it is out of sight by now, the report, and what to type next. */
export function terminalEnd(report: Report, { pagePath, reportWords, isOpened, lineCount }: End): string {
  const { summary, record } = report;
  const columns = Math.min(MAX_TEXT_COLUMNS, Math.max(MIN_COLUMNS, report.widthColumns));
  const { paint, plain } = penOf(report, columns);
  const verdict = wrap(plain(summary.verdict), columns).map((line) => paint('bold', line));
  const [first = '', ...others] = commandLines(
    plain(nextCommand(summary, record, isOpened ? null : reportWords)),
    columns - 'Next: '.length,
  );
  const lines = [
    ...(lineCount > LONG_LINE_COUNT ? [...verdict, ''] : []),
    `Report: ${plain(pagePath)}`,
    `Next: ${first}`,
    ...others.map((line) => `  ${line}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
