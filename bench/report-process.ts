import { fork } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { EXIT } from './exit-code.ts';

/**
 * Has a report rendered by its own command, from the file, as anyone could do again later. What it prints is the end of
 * this command's output too.
 *
 * @returns its exit code; that of an interruption when a signal ended it, as Ctrl-C reaches all processes of a terminal
 */
export async function runReport(entry: URL, args: readonly string[]): Promise<number> {
  const child = fork(entry, args, { stdio: 'inherit', execArgv: [] });
  const end = (): void => void child.kill();
  process.on('exit', end);
  const [code] = (await once(child, 'exit')) as [number | null];
  process.off('exit', end);
  return code ?? EXIT.interrupted;
}
