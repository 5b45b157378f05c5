import process from 'node:process';
import { Command } from 'commander';
import { errorText, parseArguments } from './arguments.ts';
import { errorReport } from './errors.ts';
import { typedPath } from './own-task/typed-path.ts';
import { typedName, writeStarter } from './own-task/write-starter.ts';

const EXAMPLES = `
Examples:
  npm run new-task -- ./my-task.ts
  npm run bench -- --task ./my-task.ts --quick

Exit codes: 0 written, 2 the command cannot be carried out.`;

async function main(argv: readonly string[]): Promise<void> {
  const command = new Command('npm run new-task --')
    .description('Writes a task of your own, with a comment on every property, that can be measured as it is.')
    .argument('<file>', 'where to write it, ending in .ts or .mts; nothing is ever overwritten')
    .addHelpText('after', EXAMPLES);
  parseArguments(command, argv);
  const filePath = typedPath(command.args[0] ?? '');
  await writeStarter(filePath);
  const name = typedName(filePath);
  process.stdout.write(`Wrote ${name}. Measure it: npm run bench -- --task ${name} --quick\n`);
}

try {
  await main(process.argv.slice(2));
} catch (thrown) {
  process.stderr.write(errorText(errorReport(thrown)));
  process.exitCode = 2;
}
