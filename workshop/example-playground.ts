import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import path from 'node:path';
import process from 'node:process';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const COMMAND_MS = 100_000;

/** For tests: a playground of their own beside the real one, as the kit's imports hold there. */
export async function openExamplePlayground(): Promise<URL & AsyncDisposable> {
  const folder = await mkdtemp(fileURLToPath(new URL('./playground-test-', import.meta.url)));
  const root = pathToFileURL(`${folder}${path.sep}`);
  return Object.assign(root, {
    [Symbol.asyncDispose]: async () => rm(folder, { recursive: true, force: true }),
  });
}

export interface Typed {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Behind `npm run workshop --`, where the screen is no terminal. */
export async function typeIn(playground: URL, words: readonly string[]): Promise<Typed> {
  const { promise, resolve } = Promise.withResolvers<Typed>();
  const args = [MAIN, '--playground', fileURLToPath(playground), ...words];
  const child = execFile(process.execPath, args, { timeout: COMMAND_MS }, (error, stdout, stderr) =>
    resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr }),
  );
  child.stdin?.end();
  return promise;
}
