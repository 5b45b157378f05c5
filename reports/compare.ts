import { writeFile } from 'node:fs/promises';
import process from 'node:process';
import { styleText } from 'node:util';
import { Command, Option } from 'commander';
import { compareRecords } from '../stats/compare/compare-records.ts';
import { GuardError } from '../stats/compare/guard.ts';
import { mismatchText, mismatchesOf } from '../stats/compare/mismatches.ts';
import { RecordError } from '../stats/parse-document.ts';
import { type ColorChoice, choosesColor } from './color-choice.ts';
import { comparisonMarkdown } from './comparison-markdown.ts';
import { comparisonTable } from './comparison-table.ts';
import { EXIT } from './exit-code.ts';
import { shownPath } from './files.ts';
import { visibleJson } from './formats/json.ts';
import {
  type GuardFlags,
  addGuardOptions,
  checkGuards,
  exitCodeOfGuards,
  guardLines,
  guardMarkdown,
  readGuards,
} from './guard-check.ts';
import { loadRun } from './loaded-run.ts';
import { plainText } from './plain-text.ts';
import { ReportError } from './report-error.ts';
import { appendStepSummary } from './step-summary.ts';
import type { Paint } from './terminal-pen.ts';

interface Options extends GuardFlags {
  readonly json: boolean;
  readonly markdown?: string;
  readonly color: ColorChoice;
}

const COLUMNS = 80;

async function writeMarkdown(file: string, content: string): Promise<void> {
  try {
    await writeFile(file, content);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ReportError('ERR_REPORT_UNWRITABLE', `Cannot write the comparison: ${reason}. Choose another --markdown`);
  }
}

async function run(placeBefore: string, placeAfter: string, options: Options): Promise<number> {
  const [before, after] = [await loadRun(placeBefore), await loadRun(placeAfter)];
  const mismatches = mismatchesOf(before.record, after.record);
  if (mismatches.length > 0 && !options.allowMismatch)
    throw new ReportError(
      'ERR_COMPARE_MISMATCH',
      `Cannot compare the two runs as they were made under unlike conditions: ${mismatches.map(mismatchText).join('; ')}. --allow-mismatch compares them all the same`,
    );
  const guards = readGuards(options, after);
  const comparison = compareRecords(before, after);
  const results = checkGuards(guards, after, { ...before, allowsMismatch: true });
  const places = { before: shownPath(before.recordPath), after: shownPath(after.recordPath) };
  const markdown = `${comparisonMarkdown(comparison, places, mismatches)}${results.length === 0 ? '' : `\n${guardMarkdown(results)}`}`;
  if (options.markdown !== undefined) await writeMarkdown(options.markdown, markdown);
  const problem = await appendStepSummary(process.env, () => markdown);
  if (problem !== undefined) process.stderr.write(`${plainText(problem)}\n`);
  if (options.json) {
    const told = { ...places, mismatches, ...comparison, guards: results };
    process.stdout.write(`${visibleJson(JSON.stringify(told, null, 2))}\n`);
    process.stderr.write(guardLines(results, COLUMNS));
  } else {
    const hasColor = choosesColor(options.color, process.env, process.stdout.isTTY);
    const paint: Paint = (style, text) => (hasColor ? styleText(style, text, { validateStream: false }) : text);
    const parts = [
      comparisonTable(comparison, { widthColumns: COLUMNS, paint, plain: plainText }),
      guardLines(results, COLUMNS),
    ];
    process.stdout.write(parts.filter((part) => part !== '').join('\n'));
  }
  return exitCodeOfGuards(results, options, [before, after]);
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const program = addGuardOptions(
  new Command('compare')
    .description('Compares two records, figure by figure, and says what differs beyond doubt.')
    .argument('<before>', 'the baseline: a record.json, the folder of a run, or latest')
    .argument('<after>', 'the run that is compared with it')
    .option('--json', 'print one JSON object instead of the table', false)
    .option('--markdown <file>', 'write the comparison as Markdown too')
    .addOption(
      new Option('--color <when>', 'colours on the terminal').choices(['auto', 'always', 'never']).default('auto'),
    ),
)
  .addHelpText(
    'after',
    '\nExit codes: 0 all went well, 2 the command cannot be carried out, 3 a --fail-on fired, 4 one could not be\ndecided (with --strict).',
  )
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage);
  });

try {
  program.parse();
  const [before = '', after = ''] = program.args;
  process.exitCode = await run(before, after, program.opts<Options & Record<string, never>>());
} catch (error) {
  if (!(error instanceof RecordError || error instanceof ReportError || error instanceof GuardError)) throw error;
  process.stderr.write(`${error.code}: ${plainText(error.message)}\n`);
  process.exitCode = EXIT.usage;
}
