import process from 'node:process';
import { errorText } from '../servers/arguments.ts';
import { errorReport } from '../servers/errors.ts';
import { exitCodeOfError } from './exit-code.ts';

/** Runs a command of this room as the process that it is: its exit code, or its error and the code of that. */
export async function runCommand(main: (argv: readonly string[]) => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (thrown) {
    const problem = errorReport(thrown);
    // Whoever pressed Ctrl-C was told at once.
    if (problem.code !== 'ERR_INTERRUPTED') process.stderr.write(errorText(problem));
    process.exitCode = exitCodeOfError(problem.code);
  }
}
