import process from 'node:process';
import { Command, Option } from 'commander';
import { parseArguments } from '../servers/arguments.ts';
import { runCommand } from './command.ts';
import { EXIT } from './exit-code.ts';
import { interruption, tellBelow } from './interruption.ts';
import { describeMachine } from './machine.ts';
import { SELF_TEST_FAULTS, type SelfTestFault, runSelfTest } from './self-test.ts';
import { selfTestLines } from './self-test/table.ts';
import { findMeans, planSetup } from './setup.ts';

interface SelfTestArguments {
  readonly short?: true;
  readonly json?: true;
  readonly break?: SelfTestFault;
}

const WHAT = `Measures answers that are known beforehand, and so shows whether times measured on this machine can be
believed. It takes about a minute; npm run bench runs the short form before every run.`;

const EXAMPLES = `
Examples:
  npm run selftest                          the long form
  npm run selftest -- --short               the short form, about 5 s
  npm run selftest -- --break sender-stall  shows what a sender that stands still looks like

Exit codes: 0 trusted, 1 holdup itself failed, 2 the command cannot be carried out, ${EXIT.untrusted} not trusted, 130 interrupted.`;

function readArguments(argv: readonly string[]): SelfTestArguments {
  const command = new Command('npm run selftest --')
    .description(WHAT)
    .addHelpText('after', EXAMPLES)
    .option('--short', 'the form that runs before every bench')
    .option('--json', 'print one JSON object instead of the table')
    .addOption(
      new Option('--break <fault>', 'break the referee on purpose, to see that it notices').choices(SELF_TEST_FAULTS),
    );
  parseArguments(command, argv);
  return command.opts<SelfTestArguments>();
}

async function main(argv: readonly string[]): Promise<number> {
  const options = readArguments(argv);
  const signal = interruption({
    what: 'self-test',
    texts: () => ({
      first: 'Ending the self-test; press Ctrl-C again to stop at once',
      second: 'Stopped at once',
    }),
    tell: tellBelow,
  });
  const setup = planSetup(await describeMachine(), 'auto', await findMeans());
  const result = await runSelfTest({
    form: options.short === true ? 'short' : 'long',
    setup,
    signal,
    ...(options.break === undefined ? {} : { fault: options.break }),
    onStage: (title) => process.stderr.write(`Measuring ${title}\n`),
  });
  process.stdout.write(options.json === true ? `${JSON.stringify(result)}\n` : `${selfTestLines(result).join('\n')}\n`);
  return result.isPassed ? EXIT.ok : EXIT.untrusted;
}

await runCommand(main);
