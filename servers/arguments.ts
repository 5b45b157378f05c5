import { type Command, CommanderError, InvalidArgumentError } from 'commander';
import { ERRORS, type ErrorReport, HarnessError } from './errors.ts';

/** A parser for a flag whose value is a whole number from `min` to `max`, for commander. */
export function wholeNumber({ min, max }: { readonly min: number; readonly max: number }): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}: got "${text}".`);
  };
}

/** --task-timeout of every command. What is still at it after half a minute has hung. */
export const TASK_TIMEOUT = { parse: wholeNumber({ min: 1, max: 3_600_000 }), defaultMs: 30_000 } as const;

/**
 * Lets commander read the arguments, and turns what it refuses into our error. Help and version still end the process.
 *
 * @param argv the arguments alone, without runtime and script
 * @throws {HarnessError} ERR_USAGE
 */
export function parseArguments(command: Command, argv: readonly string[]): void {
  // A command of a command has settings of its own.
  for (const one of [command, ...command.commands]) one.exitOverride().configureOutput({ writeErr: () => {} });
  // Where its lines end is for the terminal's width to say, not for the source's.
  command.description(command.description().replaceAll('\n', ' '));
  try {
    command.parse(argv, { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (thrown.exitCode === 0) process.exit(0);
    throw new HarnessError('ERR_USAGE', thrown.message.replace(/^error: /, ''), { cause: thrown });
  }
}

/** What a person reads on standard error: code, message, and the next thing to do. */
export function errorText({ code, message }: ErrorReport): string {
  return `${code}: ${message}\n${ERRORS[code].remedy}\n`;
}
