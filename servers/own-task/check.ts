import { fork } from 'node:child_process';
import { once } from 'node:events';
import { HarnessError } from '../errors.ts';
import type { CheckCommand, CheckMessage } from './check-process.ts';
import { shownPath } from './typed-path.ts';

/** Three runs of the default and one of each example. Longer tasks are no use to a bench whose trials take seconds. */
const CHECK_MS = 60_000;
const KEPT_ERROR_LENGTH = 1_000;

/**
 * Loads a task file and runs its examples, in a process of its own: code that nobody has run yet may hang, exit or eat
 * memory.
 *
 * @param filePath absolute
 * @param limitMs for all of it
 * @throws {HarnessError} ERR_TASK_FILE, ERR_TASK_INVALID
 */
export async function checkTaskFile(filePath: string, limitMs = CHECK_MS): Promise<void> {
  const child = fork(new URL('check-process.ts', import.meta.url), {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
  });
  let errorOutput = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errorOutput = (errorOutput + chunk.toString()).slice(-KEPT_ERROR_LENGTH);
  });
  const exited = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const invalid = (rule: string): HarnessError =>
    new HarnessError('ERR_TASK_INVALID', `Cannot use ${shownPath(filePath)} as a task: ${rule}`);
  const { promise, resolve, reject } = Promise.withResolvers<CheckMessage>();
  child.once('message', resolve);
  exited
    .then(([code, signal]) =>
      reject(
        invalid(
          `it must not end its process: it did with ${signal ?? `exit code ${code}`} while it was checked ${errorOutput}`.trim(),
        ),
      ),
    )
    .catch(reject);
  const timer = setTimeout(
    () => reject(invalid(`its examples and its default must be done within ${limitMs / 1_000} s: they were not`)),
    limitMs,
  );
  const command: CheckCommand = { filePath };
  child.send(command, () => {});
  try {
    const message = await promise;
    if (message.kind === 'failed') throw new HarnessError(message.code, message.message);
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
    await exited;
  }
}
