import path from 'node:path';
import process from 'node:process';
import { Command, InvalidArgumentError, Option } from 'commander';
import { parseArguments } from '../../servers/arguments.ts';
import { HarnessError } from '../../servers/errors.ts';
import { shownPath } from '../../servers/own-task/typed-path.ts';
import { parseQueueUrl } from '../../servers/queue/queue-url.ts';
import { strategyNames } from '../../servers/strategies/index.ts';
import { sweepTemporaryFolders } from '../../servers/temporary-folder.ts';
import { FAULT_NAMES, type FaultCell, type FaultTable } from '../../stats/faults/fault-table.ts';
import { commandWords } from '../command-text.ts';
import { runCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { interruption, tellBelow } from '../interruption.ts';
import { runReport } from '../report-process.ts';
import { openFaultFolder } from './fault-folder.ts';
import { faults } from './kinds/index.ts';
import { openRows } from './rows.ts';
import { exitCodeOfTable, newTable, runTable } from './run-table.ts';

interface FaultOptions {
  readonly strategy?: readonly string[];
  readonly fault?: readonly string[];
  readonly queue?: string;
  readonly out?: string;
  readonly json?: true;
  readonly color: string;
}

const WHAT = `Breaks things on purpose, for each strategy, on real processes: kills workers and servers, runs tasks that throw, hang,
exit and eat memory, lets clients leave, takes the queue's engine away, floods. Then it tells what survived, and whether
each strategy kept its promises. The whole table takes six to ten minutes on two cores.`;

const EXAMPLES = `
Examples:
  npm run faults                                              every strategy, every fault
  npm run faults -- --strategy blocking,job-queue --fault server-killed,task-exits
  npm run faults -- --out reports/runs/latest                 beside the record of a run: npm run report shows both
  npm run faults -- --strategy job-queue --queue redis://127.0.0.1:6379

Exit codes: 0 every promise was kept, 1 holdup itself failed, 2 the command cannot be carried out, ${EXIT.voidTrial} a cell could not be
tried, ${EXIT.brokenPromise} a promise was broken, 130 interrupted (the partial table is kept).`;

const list = (text: string): string[] => text.split(',').map((name) => name.trim());

function faultNames(text: string): string[] {
  const names = list(text);
  const odd = names.find((name) => !(FAULT_NAMES as readonly string[]).includes(name));
  if (odd !== undefined) throw new InvalidArgumentError(`It must be of ${FAULT_NAMES.join(', ')}: got "${odd}".`);
  return names;
}

function readOptions(argv: readonly string[]): FaultOptions {
  const command = new Command('npm run faults --')
    .description(WHAT)
    .addHelpText('after', EXAMPLES)
    .addOption(
      new Option('--strategy <names>', `comma-separated, of: ${strategyNames.join(', ')} (default: all)`).argParser(
        list,
      ),
    )
    .addOption(new Option('--fault <names>', `comma-separated, of: ${FAULT_NAMES.join(', ')}`).argParser(faultNames))
    .option('--queue <url>', 'a Redis for job-queue in place of one of our own (default: ours, where it is installed)')
    .option('--out <folder>', 'where to write (default: reports/runs/<time>-faults)')
    .option('--json', 'print the table as one JSON object')
    .addOption(
      new Option('--color <when>', 'colours in the table').choices(['auto', 'always', 'never']).default('auto'),
    );
  parseArguments(command, argv);
  return command.opts<FaultOptions>();
}

/** What a cell came to, in a line. */
function lineOf({ row, fault, durationMs, result }: FaultCell): string {
  const place = `${row}, ${fault}`;
  if (result.kind === 'not-applicable') return `${place}: n/a`;
  if (result.kind === 'not-tried') return `${place}: NOT TRIED, ${result.reason}`;
  const broken = result.rules.filter(({ isKept }) => !isKept).map(({ rule, seen }) => `${rule}: ${seen}`);
  const time = `${(durationMs / 1_000).toFixed(1)} s`;
  return `${place}: ${result.verdict === 'kept' ? 'kept' : `BROKEN (${broken.join('; ')})`}, ${time}`;
}

function tell({ cells, rows, faults: columns }: FaultTable): void {
  const cell = cells.at(-1);
  if (cell === undefined) return;
  const total = rows.length * columns.length;
  process.stderr.write(`${String(cells.length).padStart(String(total).length)}/${total}  ${lineOf(cell)}\n`);
}

/** Rendered by its own command, from the file, as anyone could do again later. */
async function report(folderPath: string, { json, color }: FaultOptions): Promise<number> {
  const args = [folderPath, '--color', color, ...(json === true ? ['--json'] : [])];
  return runReport(new URL('../../reports/faults-main.ts', import.meta.url), args);
}

async function main(argv: readonly string[]): Promise<number> {
  const options = readOptions(argv);
  if (options.queue !== undefined) parseQueueUrl(options.queue);
  let shownFolder = '';
  const interrupted = interruption({
    what: 'fault table',
    texts: () => ({
      first: 'Ending this cell; press Ctrl-C again to stop at once, without a report',
      second: `Stopped at once. The cells that had ended are kept in ${shownFolder}`,
    }),
    tell: tellBelow,
  });
  await using opened = await openRows(options.strategy, options.queue);
  const { rows, leftOut } = opened;
  if (rows.length === 0) throw new HarnessError('ERR_FAULT_ROWS', `Cannot try any strategy. ${leftOut.join('. ')}`);
  const chosen = faults.filter(({ name }) => options.fault?.includes(name) ?? true);
  let table = await newTable(rows, chosen, {
    command: ['npm run faults --', ...commandWords(argv)].join(' '),
    leftOut,
  });
  await sweepTemporaryFolders();
  const folder = await openFaultFolder(options.out, table.startedAt);
  shownFolder = shownPath(folder.folderPath);
  for (const line of leftOut) process.stderr.write(`${line}\n`);
  for await (table of runTable(table, rows, chosen, interrupted)) {
    await folder.save(table);
    if (table.finishedAt === null) tell(table);
  }
  const reportCode = await report(folder.folderPath, options);
  if (options.json === true) process.stderr.write(`Table: ${path.join(shownFolder, 'faults.json')}\n`);
  return reportCode === EXIT.ok ? exitCodeOfTable(table) : reportCode;
}

await runCommand(main);
