import { watch } from 'node:fs/promises';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { nextLine } from './screens.ts';

/** An editor writes a file in several steps. */
const SETTLE_MS = 150;

const isInterrupted = (signal: AbortSignal): boolean => signal.aborted;

/**
 * Checks now and after each save, until Ctrl-C. Saves during a check count as one.
 *
 * @returns the last check's exit code
 */
export async function watchFolder(folder: URL, check: () => Promise<number>, signal: AbortSignal): Promise<number> {
  let exitCode = await check();
  const tell = (): void =>
    void process.stdout.write(`Watching. Save the file to check again, Ctrl-C ends. ${nextLine('hint')}\n`);
  try {
    for (;;) {
      tell();
      const saved = watch(folder, { recursive: true, signal });
      for await (const _ of saved) break;
      await delay(SETTLE_MS, undefined, { signal });
      exitCode = await check();
    }
  } catch (thrown) {
    if (!isInterrupted(signal)) throw thrown;
  }
  return exitCode;
}
