import path from 'node:path';
import { Command, Option } from 'commander';
import { type Guard, type GuardBaseline, GuardError } from '../stats/compare/guard.ts';
import { RecordError } from '../stats/parse-record.ts';
import * as chartList from './charts/index.ts';
import { type ColorChoice, choosesColor } from './color-choice.ts';
import { EXIT } from './exit-code.ts';
import { FaultTableError } from '../stats/faults/fault-table.ts';
import { loadFaults } from './faults/files.ts';
import { shownPath, writeReport } from './files.ts';
import type { Format, Report } from './format.ts';
import * as formatList from './formats/index.ts';
import {
  type GuardFlags,
  addGuardOptions,
  checkGuards,
  exitCodeOfGuards,
  guardLines,
  guardMarkdown,
  readGuards,
} from './guard-check.ts';
import { type LoadedRun, loadRun } from './loaded-run.ts';
import { loadPageScripts } from './page-script.ts';
import { plainText } from './plain-text.ts';
import { drawPng } from './png-canvas.ts';
import { ReportError } from './report-error.ts';
import { appendStepSummary } from './step-summary.ts';

interface Options extends GuardFlags {
  readonly baseline?: string;
  readonly out?: string;
  readonly json: boolean;
  readonly png: boolean;
  readonly color: ColorChoice;
}

const DEFAULT_COLUMNS = 80;

async function buildReport({ record, summary, recordPath }: LoadedRun, options: Options): Promise<Report> {
  const faults = await loadFaults(path.dirname(recordPath));
  return {
    record,
    summary,
    ...(faults === null ? {} : { faults }),
    charts: Object.values(chartList).toSorted((a, b) => a.place - b.place),
    recordPath: shownPath(recordPath),
    widthColumns: process.stdout.columns ?? DEFAULT_COLUMNS,
    hasColor: choosesColor(options.color, process.env, process.stdout.isTTY),
    hasPictures: options.png,
    scripts: await loadPageScripts(),
    drawPng,
  };
}

async function loadBaseline({ baseline, allowMismatch }: Options): Promise<GuardBaseline | null> {
  return baseline === undefined ? null : { ...(await loadRun(baseline)), allowsMismatch: allowMismatch };
}

async function run(place: string, options: Options): Promise<number> {
  const loaded = await loadRun(place);
  const guards: readonly Guard[] = readGuards(options, loaded);
  const guarded = checkGuards(guards, loaded, await loadBaseline(options));
  const report = await buildReport(loaded, options);
  const folderPath = options.out === undefined ? path.dirname(loaded.recordPath) : path.resolve(options.out);
  const formats: readonly Format[] = Object.values(formatList);
  const files = formats
    .filter(({ destination }) => destination === 'folder')
    .flatMap((format) => format.render(report));
  await writeReport(folderPath, files);
  const printed = options.json ? formatList.json : formatList.terminal;
  for (const { content } of printed.render(report)) process.stdout.write(content);
  if (!options.json) process.stdout.write(`\nReport: ${plainText(shownPath(path.join(folderPath, 'index.html')))}\n`);
  const told = guardLines(guarded, report.widthColumns);
  if (told !== '') (options.json ? process.stderr : process.stdout).write(`\n${told}`);
  await summarizeStep(report, guardMarkdown(guarded));
  return exitCodeOfGuards(guarded, options, [loaded]);
}

/** Under GitHub Actions the report stands on the page of the run as well; pictures cannot. */
async function summarizeStep(report: Report, guards: string): Promise<void> {
  const pages = formatList.markdown.render({ ...report, hasPictures: false });
  const text = pages.map(({ content }) => String(content)).join('\n');
  const problem = await appendStepSummary(process.env, guards === '' ? text : `${guards}\n${text}`);
  if (problem !== undefined) process.stderr.write(`${plainText(problem)}\n`);
}

// Whoever pipes the table into `head` has seen enough; the report is written by then.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const program = addGuardOptions(new Command('report'))
  .description('Draws the report of a record again, without measuring: index.html, report.md and charts/*.png.')
  .argument('[record]', 'a record.json, the folder of a run, or latest', 'latest')
  .option('--out <folder>', 'where to write (default: beside the record)')
  .option('--json', 'print one JSON object instead of the table; see reports/json.schema.json', false)
  .option('--no-png', 'leave out the pictures')
  .option('--baseline <record>', 'what a --fail-on with +25% is compared with: a record.json or the folder of a run')
  .addOption(
    new Option('--color <when>', 'colours on the terminal').choices(['auto', 'always', 'never']).default('auto'),
  )
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage);
  });

try {
  program.parse();
  process.exitCode = await run(program.args[0] ?? 'latest', program.opts<Options & Record<string, never>>());
} catch (error) {
  const isTold = [RecordError, ReportError, GuardError, FaultTableError].some((one) => error instanceof one);
  if (!isTold) throw error;
  const problem = error as RecordError | ReportError | GuardError | FaultTableError;
  process.stderr.write(`${problem.code}: ${plainText(problem.message)}\n`);
  process.exitCode = EXIT.usage;
}
