import { Command, InvalidArgumentError, Option } from 'commander';
import type { ColorChoice } from './color-choice.ts';
import { EXIT } from './exit-code.ts';
import { type GuardFlags, addGuardOptions } from './guard-check.ts';

/** What `npm run report` was told. */
export interface ReportOptions extends GuardFlags {
  readonly baseline?: string;
  readonly out?: string;
  readonly json: boolean;
  /** true: to stdout, instead of the table; else the file. */
  readonly markdown?: string | true;
  /** Of that Markdown; the default where undefined. */
  readonly maxKb?: number;
  readonly csv: boolean;
  readonly png: boolean;
  readonly open: boolean;
  readonly gallery: boolean;
  readonly color: ColorChoice;
  readonly ascii: boolean;
}

/** Flags of one report. */
const NOT_OF_GALLERY = ['out', 'json', 'markdown', 'csv', 'baseline', 'failOn', 'strict', 'allowMismatch'] as const;

/** @throws {InvalidArgumentError} */
function kilobytes(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return count;
}

const reportCommand = (): Command =>
  addGuardOptions(new Command('report'))
    .description('Draws the report of a record again, without measuring: index.html, report.md and charts/*.png.')
    .argument('[record]', 'a record.json, the folder of a run, or latest; of --gallery: the folder of runs', 'latest')
    .option('--out <folder>', 'where to write (default: beside the record)')
    .option('--json', 'print one JSON object instead of the table; see reports/json.schema.json', false)
    .addOption(
      new Option(
        '--markdown [file]',
        'print Markdown without pictures, for a comment on a pull request, instead of the table; or write it to the file',
      ).conflicts('json'),
    )
    .addOption(
      new Option(
        '--max-kb <count>',
        'leave sections out of --markdown until it has so many kB (default: 60)',
      ).argParser(kilobytes),
    )
    .option('--csv', 'write samples.csv too: every request of every trial', false)
    .option('--no-png', 'leave out the pictures')
    .option('--open', 'open the page in the browser', false)
    .addOption(
      new Option('--gallery', 'draw nothing but the page of all runs kept, reports/runs/index.html')
        .default(false)
        .conflicts([...NOT_OF_GALLERY]),
    )
    .option(
      '--baseline <record>',
      'an earlier run: what changed since, and what a --fail-on with +25% is compared with',
    )
    .addOption(
      new Option('--color <when>', 'colours on the terminal').choices(['auto', 'always', 'never']).default('auto'),
    )
    .option('--ascii', 'print nothing but ASCII (default: where the terminal or the locale shows nothing else)', false)
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage);
    });

/**
 * The flags and arguments of this process. It ends with the code for a wrong usage where they are unknown or do not go
 * together.
 */
export function readReportCommand(): { readonly place: string; readonly options: ReportOptions } {
  const command = reportCommand().parse();
  const options = command.opts<ReportOptions & Record<string, never>>();
  if (options.maxKb !== undefined && options.markdown === undefined)
    command.error("error: option '--max-kb <count>' is of the Markdown: add --markdown");
  return { place: command.args[0] ?? 'latest', options };
}
