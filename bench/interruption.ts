import process from 'node:process';
import { HarnessError } from '../servers/errors.ts';
import { EXIT } from './exit-code.ts';

/** npm passes on the signal that the terminal has sent already: one Ctrl-C, two signals. */
const SAME_SIGNAL_MS = 500;

/**
 * The first Ctrl-C ends what is under way, and what was measured is kept; the second ends the process.
 *
 * @param what "run", "self-test": what the message says was ended
 */
export function interruption(what: string): AbortSignal {
  const controller = new AbortController();
  let firstAtMs = 0;
  const interrupt = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      if (performance.now() - firstAtMs > SAME_SIGNAL_MS) process.exit(EXIT.interrupted);
      return;
    }
    firstAtMs = performance.now();
    controller.abort(new HarnessError('ERR_INTERRUPTED', `The ${what} was ended by ${signal}`));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return controller.signal;
}
