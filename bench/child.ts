import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Launcher } from './setup.ts';

/** The end of a process's error output is kept to explain its death. */
const KEPT_ERROR_LENGTH = 2_000;

/** A child process that speaks over IPC, and is surely gone after disposal. */
export interface Child<Command, Message> extends AsyncDisposable {
  readonly processId: number;
  /** Does nothing once the process has ended. */
  tell(command: Command & object): void;
  onMessage(listener: (message: Message) => void): void;
  /** How it ended, in words: resolves after its end and never rejects. */
  readonly ended: Promise<string>;
}

/**
 * Where node keeps compiled code from one process to the next. Without it each server, thread and process of a strategy
 * strips types and parses libraries again, 0.1 to 0.2 s of CPU that no server in production pays.
 */
const COMPILE_CACHE = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../node_modules/.cache/holdup-compiled', import.meta.url)),
};

/** The program to start, and what stands before the entry file: node itself, or a launcher and then node. */
const launchedWith = ([program, ...words]: Launcher): [string, ...string[]] =>
  program === undefined ? [process.execPath] : [program, ...words, process.execPath];

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

/**
 * Starts one of our entry files in a process of its own.
 *
 * @param stop asks the process to end; it is killed `stopMs` later if it has not
 */
export function startChild<Command, Message>(options: {
  readonly entry: URL;
  readonly args?: readonly string[];
  /** Words of a command that starts it on certain cores or at another niceness. */
  readonly launcher?: Launcher;
  /** Options of node itself. */
  readonly nodeOptions?: readonly string[];
  readonly stop: (tell: (command: Command & object) => void) => void;
  readonly stopMs: number;
}): Child<Command, Message> {
  const { entry, args = [], launcher = [], nodeOptions = [], stop, stopMs } = options;
  const [execPath, ...launcherWords] = launchedWith(launcher);
  const execArgv = [...launcherWords, ...nodeOptions];
  const child = fork(entry, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execPath,
    execArgv,
    env: { ...COMPILE_CACHE, ...process.env },
  });
  let errorOutput = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errorOutput = (errorOutput + chunk.toString()).slice(-KEPT_ERROR_LENGTH);
  });
  const tell = (command: Command & object): void => {
    // It may die between the check and the write; its end is told by `ended`.
    if (child.connected) child.send(command, () => {});
  };
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => {
      const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
      resolve(errorOutput.trim() === '' ? how : `${how}: ${errorOutput.trim()}`);
    });
  });
  return {
    processId: child.pid ?? 0,
    tell,
    onMessage: (listener) => void child.on('message', (message) => listener(message as Message)),
    ended,
    [Symbol.asyncDispose]: async () => {
      if (!isRunning(child)) return;
      const exited = once(child, 'exit');
      stop(tell);
      await Promise.race([exited, delay(stopMs, undefined, { ref: false })]);
      if (!isRunning(child)) return;
      child.kill('SIGKILL');
      await exited;
    },
  };
}
