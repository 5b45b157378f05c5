import process from 'node:process';
import { Command } from 'commander';
import { parseArguments } from '../servers/arguments.ts';
import { runCommand } from './command.ts';
import { EXIT } from './exit-code.ts';
import { loadCatalogue } from './catalogue.ts';
import { catalogueText } from './catalogue-text.ts';

const DEFAULT_COLUMNS = 80;

const AFTER = `
Examples:
  npm run list
  npm run --silent list -- --json

Exit codes: 0 all went well, 2 the command cannot be carried out.`;

async function main(argv: readonly string[]): Promise<number> {
  const command = new Command('npm run list --')
    .description('Shows every strategy with what it promises, every task and every scenario.')
    .option('--json', 'print one JSON object instead of the tables')
    .addHelpText('after', AFTER);
  parseArguments(command, argv);
  const catalogue = await loadCatalogue();
  const { json } = command.opts<{ readonly json?: true }>();
  process.stdout.write(
    json === true
      ? `${JSON.stringify(catalogue)}\n`
      : catalogueText(catalogue, process.stdout.columns ?? DEFAULT_COLUMNS),
  );
  return EXIT.ok;
}

// Whoever pipes the tables into `head` has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

await runCommand(main);
