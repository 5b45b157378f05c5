import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { RunRecord } from '../stats/record.ts';

/** `npm run bench` for tests: the same entry, without npm. */
export interface BenchRun {
  readonly child: ChildProcess;
  /** The folder it writes to. */
  readonly out: string;
  /** Both outputs so far. */
  stdout(): string;
  stderr(): string;
  /** Resolves when it has ended; with its error output, so that a failed test shows it. */
  readonly ended: Promise<{ readonly exitCode: number | null; readonly stderr: string }>;
  record(): Promise<RunRecord>;
}

const MAIN = fileURLToPath(new URL('../bench/main.ts', import.meta.url));

/** Starts a run with its own temporary folder, which the test's end removes. @param main another checkout's entry */
export async function startBench(args: readonly string[], main: string = MAIN): Promise<BenchRun> {
  const parent = await mkdtemp(path.join(tmpdir(), 'holdup-e2e-'));
  const out = path.join(parent, 'run');
  const child = spawn(process.execPath, [main, '--out', out, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CI: 'true', NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  const closed = once(child, 'close') as Promise<[number | null]>;
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await closed;
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
    ended: closed.then(([exitCode]) => ({ exitCode, stderr })),
    record: async () => JSON.parse(await readFile(path.join(out, 'record.json'), 'utf8')) as RunRecord,
  };
}
