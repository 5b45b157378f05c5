import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import process from 'node:process';
import { freePort } from '../servers/free-port.ts';
import { copyHouse } from './house-copy.ts';

/** A child that is told to end and does not is killed. */
const STOP_MS = 10_000;

/** A copy of the house, where what is typed cannot touch the checkout. */
export interface House extends AsyncDisposable {
  readonly folder: string;
  /** Free when it was made. */
  readonly port: number;
  /** Whether the same line was typed before. */
  hasTyped(line: string): boolean;
  /** Types a line into a shell there. */
  type(line: string): TypedCommand;
}

export interface TypedCommand {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  /** Both outputs so far. */
  output(): string;
  /** Ctrl-C, and its end. */
  stop(): Promise<void>;
}

/** As a terminal does it: the signal goes to all processes of the command. */
function signalAll({ pid }: ChildProcess, signal: 'SIGINT' | 'SIGKILL'): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // All of them have ended.
  }
}

function typeInto(cwd: string, env: Readonly<Record<string, string>>, line: string): TypedCommand {
  const child = spawn('bash', ['-c', line], {
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env, FORCE_COLOR: undefined },
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  let output = '';
  const keep = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  return {
    child,
    ended,
    output: () => output,
    stop: async () => {
      signalAll(child, 'SIGINT');
      const timer = setTimeout(() => signalAll(child, 'SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

/**
 * Disposal ends what was typed and goes on, the latest first, and removes the copy.
 *
 * @param compileCache a folder for node's compile cache
 */
export async function openHouse(compileCache: string): Promise<House> {
  // Without the lock file the workshop's doctor finds nothing installed.
  const folder = await copyHouse(['package-lock.json']);
  const port = await freePort();
  const env = {
    CI: 'true',
    NO_COLOR: '1',
    NODE_COMPILE_CACHE: compileCache,
    PORT: String(port),
    npm_config_update_notifier: 'false',
  };
  const typed: TypedCommand[] = [];
  const lines = new Set<string>();
  return {
    folder,
    port,
    hasTyped: (line) => lines.has(line),
    type: (line) => {
      lines.add(line);
      const command = typeInto(folder, env, line);
      typed.push(command);
      return command;
    },
    [Symbol.asyncDispose]: async () => {
      for (const command of typed.toReversed()) await command.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
