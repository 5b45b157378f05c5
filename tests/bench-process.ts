import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { parseRecord } from '../stats/parse-record.ts';
import type { RunRecord } from '../stats/record.ts';

/** `npm run bench` for tests: the same entry, without npm. */
export interface BenchRun {
  readonly child: ChildProcess;
  /** The folder it writes to. */
  readonly out: string;
  /** Both outputs so far. */
  stdout(): string;
  stderr(): string;
  /** Resolves when it has ended, and says what it wrote if that was with another exit code. */
  endsWith(exitCode: number): Promise<void>;
  /** Resolves when it has ended, however. */
  readonly ended: Promise<number | null>;
  /** Its record, checked as a report checks it. */
  record(): Promise<RunRecord>;
}

const MAIN = fileURLToPath(new URL('../bench/main.ts', import.meta.url));

/**
 * Starts a run with its own temporary folder, which the test's end removes. Without the self-test,
 * which takes five seconds and has tests of its own.
 *
 * @param main another checkout's entry
 */
export async function startBench(args: readonly string[], main: string = MAIN): Promise<BenchRun> {
  return startWithSelfTest(['--no-self-test', ...args], main);
}

export async function startWithSelfTest(args: readonly string[], main: string = MAIN): Promise<BenchRun> {
  const parent = await mkdtemp(path.join(tmpdir(), 'holdup-e2e-'));
  const out = path.join(parent, 'run');
  const child = spawn(process.execPath, [main, '--out', out, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CI: 'true', NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  const ended = once(child, 'close').then(([exitCode]) => exitCode as number | null);
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
    await rm(parent, { recursive: true, force: true });
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return {
    child,
    out,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    endsWith: async (expected) => {
      const exitCode = await ended;
      if (exitCode !== expected) throw new Error(`Expected exit code ${expected}, got ${exitCode}:\n${stderr}`);
    },
    record: async () => parseRecord(await readFile(path.join(out, 'record.json'), 'utf8')),
  };
}
