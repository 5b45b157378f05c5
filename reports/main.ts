import path from 'node:path';
import { Command, Option } from 'commander';
import { RecordError, parseRecord } from '../stats/parse-record.ts';
import { summarize } from '../stats/summary.ts';
import * as chartList from './charts/index.ts';
import { type ColorChoice, choosesColor } from './color-choice.ts';
import { findRecord, shownPath, writeReport } from './files.ts';
import type { Format, Report } from './format.ts';
import * as formatList from './formats/index.ts';
import { loadPageScripts } from './page-script.ts';
import { plainText } from './plain-text.ts';
import { drawPng } from './png-canvas.ts';
import { ReportError } from './report-error.ts';

interface Options {
  readonly out?: string;
  readonly json: boolean;
  readonly png: boolean;
  readonly color: ColorChoice;
}

const EXIT_USAGE = 2;
const DEFAULT_COLUMNS = 80;

async function buildReport(place: string, options: Options): Promise<{ report: Report; folderPath: string }> {
  const { recordPath, text } = await findRecord(place);
  const record = parseRecord(text);
  const report: Report = {
    record,
    summary: summarize(record),
    charts: Object.values(chartList).toSorted((a, b) => a.place - b.place),
    recordPath: shownPath(recordPath),
    widthColumns: process.stdout.columns ?? DEFAULT_COLUMNS,
    hasColor: choosesColor(options.color, process.env, process.stdout.isTTY),
    hasPictures: options.png,
    scripts: await loadPageScripts(),
    drawPng,
  };
  return { report, folderPath: options.out === undefined ? path.dirname(recordPath) : path.resolve(options.out) };
}

async function run(place: string, options: Options): Promise<void> {
  const { report, folderPath } = await buildReport(place, options);
  const formats: readonly Format[] = Object.values(formatList);
  const files = formats
    .filter(({ destination }) => destination === 'folder')
    .flatMap((format) => format.render(report));
  await writeReport(folderPath, files);
  const printed = options.json ? formatList.json : formatList.terminal;
  for (const { content } of printed.render(report)) process.stdout.write(content);
  if (!options.json) process.stdout.write(`\nReport: ${plainText(shownPath(path.join(folderPath, 'index.html')))}\n`);
}

// Whoever pipes the table into `head` has seen enough; the report is written by then.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const program = new Command('report')
  .description('Draws the report of a record again, without measuring: index.html, report.md and charts/*.png.')
  .argument('[record]', 'a record.json, the folder of a run, or latest', 'latest')
  .option('--out <folder>', 'where to write (default: beside the record)')
  .option('--json', 'print one JSON object instead of the table; see reports/json.schema.json', false)
  .option('--no-png', 'leave out the pictures')
  .addOption(
    new Option('--color <when>', 'colours on the terminal').choices(['auto', 'always', 'never']).default('auto'),
  )
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : EXIT_USAGE);
  });

try {
  program.parse();
  await run(program.args[0] ?? 'latest', program.opts<Options & Record<string, never>>());
} catch (error) {
  if (!(error instanceof RecordError || error instanceof ReportError)) throw error;
  process.stderr.write(`${error.code}: ${plainText(error.message)}\n`);
  process.exitCode = EXIT_USAGE;
}
