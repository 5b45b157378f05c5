import process from 'node:process';
import { HarnessError } from '../servers/errors.ts';
import { EXIT } from './exit-code.ts';

/** npm passes on the signal that the terminal has sent already: one Ctrl-C, two signals. */
const SAME_SIGNAL_MS = 500;

/** What Ctrl-C means at one moment, in the words that are said at once. */
export interface InterruptionTexts {
  /** What the first one ends, and what a second one would do. */
  readonly first: string;
  /** What is left after the second one. */
  readonly second: string;
}

export interface InterruptionPlan {
  /** "run", "self-test": what the record says was ended. */
  readonly what: string;
  readonly texts: () => InterruptionTexts;
  readonly tell: (text: string) => void;
}

/** Tells on standard error, below the ^C that a terminal shows. */
export function tellBelow(text: string): void {
  process.stderr.write(`${process.stderr.isTTY ? '\n' : ''}${text}\n`);
}

/** The first Ctrl-C ends what is under way, and what was found until then is kept; the second ends the process. */
export function interruption({ what, texts, tell }: InterruptionPlan): AbortSignal {
  const controller = new AbortController();
  let firstAtMs = 0;
  const interrupt = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      if (performance.now() - firstAtMs <= SAME_SIGNAL_MS) return;
      tell(texts().second);
      process.exit(EXIT.interrupted);
    }
    firstAtMs = performance.now();
    tell(texts().first);
    controller.abort(new HarnessError('ERR_INTERRUPTED', `The ${what} was ended by ${signal}`));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return controller.signal;
}
