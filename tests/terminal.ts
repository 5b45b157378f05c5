import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { Terminal } from '@xterm/headless';
import { onTestFinished } from 'vitest';

/** A program on a terminal of its own: what it wrote, and what a person would see of that. */
export interface Screen {
  /** All lines so far, the ones that have scrolled away too. */
  lines(): string[];
  /** Everything that was written, control characters and all. */
  raw(): string;
  /** Lines that were too long at any moment, and went on in the next row. */
  readonly tooLong: ReadonlySet<string>;
  /** As if by keyboard: "\x03" is Ctrl-C. */
  type(keys: string): void;
  /** As if by mouse. */
  resize(columns: number): Promise<void>;
  /** Waits until a line matches, or so many: what was there already counts. */
  shows(pattern: RegExp, lineCount?: number): Promise<void>;
  readonly ended: Promise<number | null>;
}

export const CTRL_C = '\u0003';
const ROWS = 60;
const SHOWN_MS = 100_000;
const LOOKS_PER_SECOND = 20;

/** util-linux has it, and so has nearly every Linux; where it is missing, only CI insists. */
export const hasPseudoTerminal = ((): boolean => {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return (process.env['CI'] ?? '') !== '';
  }
})();

/** @param command for a shell @param environment undefined takes a variable away */
export function openTerminal(
  command: string,
  { columns = 80, environment = {} }: { readonly columns?: number; readonly environment?: NodeJS.ProcessEnv } = {},
): Screen {
  const terminal = new Terminal({ cols: columns, rows: ROWS, scrollback: 2_000, allowProposedApi: true });
  const child = spawn('script', ['-qefc', `stty cols ${columns} rows ${ROWS}; tty; ${command}`, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...process.env,
      TERM: 'xterm-256color',
      LC_ALL: 'C.UTF-8',
      CI: undefined,
      NO_COLOR: undefined,
      FORCE_COLOR: undefined,
      ...environment,
    },
  });
  const ended = once(child, 'close').then(([exitCode]) => exitCode as number | null);
  onTestFinished(async () => {
    // Closing the terminal ends what runs on it.
    if (child.exitCode === null && child.signalCode === null) child.kill();
    await ended;
    terminal.dispose();
  });
  let raw = '';
  const tooLong = new Set<string>();
  const rows = () => {
    const { active } = terminal.buffer;
    return Array.from({ length: active.length }, (_, index) => active.getLine(index)).filter(
      (line) => line !== undefined,
    );
  };
  const look = (): void => {
    for (const row of rows()) if (row.isWrapped) tooLong.add(row.translateToString(true));
  };
  child.stdout.on('data', (chunk: Buffer) => {
    raw += chunk.toString();
    terminal.write(chunk, look);
  });
  const lines = (): string[] => rows().map((row) => row.translateToString(true));
  return {
    lines,
    raw: () => raw,
    tooLong,
    type: (keys) => void child.stdin.write(keys),
    resize: async (toColumns) => {
      const [tty = ''] = /\/dev\/\S+/.exec(raw) ?? [];
      terminal.resize(toColumns, ROWS);
      // What no longer fits was not too long when it was written.
      tooLong.clear();
      execFileSync('stty', ['-F', tty, 'cols', String(toColumns)]);
      await delay(1_000);
      tooLong.clear();
    },
    shows: async (pattern, lineCount = 1) => {
      for (let lookCount = 0; lookCount < (SHOWN_MS / 1_000) * LOOKS_PER_SECOND; lookCount += 1) {
        if (lines().filter((line) => pattern.test(line)).length >= lineCount) return;
        await delay(1_000 / LOOKS_PER_SECOND);
      }
      throw new Error(`Not ${lineCount} of the lines match ${String(pattern)}:\n${lines().join('\n').trimEnd()}`);
    },
    ended,
  };
}
