import process from 'node:process';
import { emitKeypressEvents } from 'node:readline';

interface Key {
  readonly name?: string;
  readonly ctrl?: boolean;
}

/**
 * The next of these keys that is pressed at the terminal. What was typed before, while a check ran, is not taken: nobody
 * meant it for what is on the screen now.
 *
 * @throws the signal's reason
 */
export async function nextKey<Name extends string>(names: readonly Name[], signal: AbortSignal): Promise<Name> {
  const { stdin } = process;
  const { promise, resolve, reject } = Promise.withResolvers<Name>();
  const press = (_: string | undefined, { name, ctrl }: Key): void => {
    // In raw mode the terminal sends no signal itself.
    if (ctrl === true && name === 'c') process.kill(process.pid, 'SIGINT');
    const known = ctrl === true ? undefined : names.find((one) => one === name);
    if (known !== undefined) resolve(known);
  };
  const leave = (): void => reject(signal.reason as Error);
  signal.addEventListener('abort', leave, { once: true });
  emitKeypressEvents(stdin);
  stdin.setRawMode(true);
  while (stdin.read() !== null);
  stdin.on('keypress', press).resume();
  if (signal.aborted) leave();
  return promise.finally(() => {
    signal.removeEventListener('abort', leave);
    stdin.off('keypress', press).pause();
    stdin.setRawMode(false);
  });
}
