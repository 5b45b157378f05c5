import { fork } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

/**
 * Starts the scripted server for as long as the test runs, and resolves with its address.
 *
 * @param args the script's name, and its argument if it takes one
 */
export async function scriptedServer(...args: readonly string[]): Promise<string> {
  const child = fork(new URL('scripted-server.ts', import.meta.url), args, { execArgv: [] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return `http://127.0.0.1:${port}`;
}
