import path from 'node:path';
import { Command, Option } from 'commander';
import { RecordError } from '../stats/parse-document.ts';
import { type ColorChoice, choosesColor } from './color-choice.ts';
import { EXIT } from './exit-code.ts';
import { findFaults } from './faults/files.ts';
import { faultMarkdown } from './faults/markdown.ts';
import { faultPage } from './faults/page.ts';
import { faultTerminal } from './faults/terminal.ts';
import { shownPath, writeReport } from './files.ts';
import { renewGallery } from './gallery/files.ts';
import { plainText } from './plain-text.ts';
import { ReportError } from './report-error.ts';

interface Options {
  readonly json: boolean;
  readonly color: ColorChoice;
}

/** The matrix of all strategies and faults takes them. */
const DEFAULT_COLUMNS = 80;

async function run(place: string, { json, color }: Options): Promise<void> {
  const folderPath = path.resolve(place);
  const table = await findFaults(folderPath);
  await writeReport(folderPath, [
    { path: 'faults.md', content: faultMarkdown(table) },
    { path: 'faults.html', content: faultPage(table) },
  ]);
  await renewGallery(folderPath, (text) => process.stderr.write(`${plainText(text)}\n`));
  const hasColor = choosesColor(color, process.env, process.stdout.isTTY);
  const columns = Math.max(DEFAULT_COLUMNS, process.stdout.columns ?? DEFAULT_COLUMNS);
  process.stdout.write(json ? `${JSON.stringify(table)}\n` : faultTerminal(table, columns, hasColor));
  if (!json) process.stdout.write(`\nReport: ${plainText(shownPath(path.join(folderPath, 'faults.html')))}\n`);
}

// Whoever pipes the table into `head` has seen enough; the report is written by then.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const program = new Command('faults-main')
  .description('Draws the report of a fault table again: faults.html and faults.md beside faults.json.')
  .argument('<folder>', 'the folder that holds faults.json')
  .option('--json', 'print the table as one JSON object', false)
  .addOption(
    new Option('--color <when>', 'colours on the terminal').choices(['auto', 'always', 'never']).default('auto'),
  )
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage);
  });

try {
  program.parse();
  await run(program.args[0] ?? '.', program.opts<Options & Record<string, never>>());
} catch (error) {
  if (!(error instanceof ReportError || error instanceof RecordError)) throw error;
  process.stderr.write(`${error.code}: ${plainText(error.message)}\n`);
  process.exitCode = EXIT.usage;
}
