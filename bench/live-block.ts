import process from 'node:process';
import { moveCursor } from 'node:readline';
import { MultiBar } from 'cli-progress';
import { folded } from './folded-text.ts';

/** As often as a trial tells where it is: the harness has no more to do while something is measured. */
const DRAWN_PER_SECOND = 4;
const DEFAULT_COLUMNS = 80;

/** Lines at the bottom of a terminal that are drawn again and again, below those that stay. */
export interface LiveBlock extends Disposable {
  /** Puts lines above the block that stay. */
  keep(text: string): void;
}

// The last column stays free: some terminals go on to the next line as soon as it is taken.
const widthOf = (stream: NodeJS.WriteStream): number => (stream.columns ?? DEFAULT_COLUMNS) - 1;

/** Cut off to fit, and without what a name from a command line could do to a terminal. */
const fitted = (line: string, widthColumns: number): string =>
  Array.from(line.replaceAll(/\p{C}/gu, '?')).slice(0, Math.max(0, widthColumns)).join('');

/** @param lines as they are now, always as many; called each time that they are drawn */
export function openLiveBlock(
  stream: NodeJS.WriteStream,
  lineCount: number,
  lines: () => readonly string[],
): LiveBlock {
  let bars: MultiBar | null = null;
  const drawn: string[] = [];
  const draw = (index: number): string => (drawn[index] = fitted(lines()[index] ?? '', widthOf(stream)));
  const open = (): void => {
    const opened = new MultiBar({
      fps: DRAWN_PER_SECOND,
      stream,
      hideCursor: true,
      clearOnComplete: true,
      linewrap: false,
      forceRedraw: true,
      // Ctrl-C does not end the program here, nor the block.
      gracefulExit: false,
    });
    for (let index = 0; index < lineCount; index += 1) {
      opened.create(1, 0, {}, { format: () => draw(index) });
    }
    opened.update();
    bars = opened;
  };
  const close = (): void => {
    bars?.stop();
    bars = null;
  };
  /** A terminal that was made narrower has broken the lines that no longer fit: they are to vanish whole. */
  const redraw = (): void => {
    const columns = stream.columns ?? DEFAULT_COLUMNS;
    const extraRows = drawn.reduce((sum, line) => sum + Math.max(0, Math.ceil(line.length / columns) - 1), 0);
    if (extraRows > 0) moveCursor(stream, 0, -extraRows);
    close();
    open();
  };
  stream.on('resize', redraw);
  // The second Ctrl-C ends the process at once: the cursor must come back.
  process.on('exit', close);
  open();
  return {
    keep: (text) => {
      close();
      const kept = text.split('\n').flatMap((line) => folded(fitted(line, Infinity), widthOf(stream)));
      stream.write(`${kept.join('\n')}\n`);
      open();
    },
    [Symbol.dispose]: () => {
      process.off('exit', close);
      stream.off('resize', redraw);
      close();
    },
  };
}
