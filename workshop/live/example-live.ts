import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** For tests: `npm run live` as a person starts it. */
export interface Live extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly address: string;
  /** What it printed at first. */
  readonly text: string;
}

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** @param flags after which it listens on any free port, unless they say another */
export async function startLive(flags: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Live> {
  const child = spawn(process.execPath, [MAIN, '--port', '0', ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  let text = '';
  for await (const chunk of child.stdout) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  const [address = ''] = text.split(' ');
  return { child, address, text, [Symbol.asyncDispose]: async () => end(child) };
}

/** For a start that fails. @returns its exit code and what it said of it */
export async function failLive(flags: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
  const child = spawn(process.execPath, [MAIN, ...flags], { stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const [code] = (await once(child, 'close')) as [number];
  return { code, text };
}
