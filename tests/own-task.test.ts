import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { forkServer } from '../servers/forked-server.ts';
import { loadStrategy, strategyNames } from '../servers/strategies/index.ts';
import { startBench } from './bench-process.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

let folder: string;
let starter: string;

interface Ended {
  readonly exitCode: number | null;
  readonly output: string;
}

/** A command as somebody types it in `cwd`, without npm. */
async function typed(cwd: string, entry: string, ...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, [path.join(ROOT, entry), ...args], { cwd });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, output };
}

async function taskFile(fileName: string, text: string): Promise<string> {
  const filePath = path.join(folder, fileName);
  await writeFile(filePath, text);
  return filePath;
}

/** What `npm run new-task -- ./my-task.ts` said. */
let written: Ended;

/** Right at first sight: it throws only for what nobody tried beforehand. */
const THROWING = `export const task = {
  name: 'throws',
  summary: 'Throws at 7.',
  inputSchema: { type: 'integer' },
  defaultInput: 1,
  run(input: number): number {
    if (input === 7) throw new Error('seven is too many');
    return input;
  },
  examples: [{ input: 1, output: 1 }],
};
`;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'holdup-own-'));
  starter = path.join(folder, 'my-task.ts');
  written = await typed(folder, 'servers/new-task.ts', './my-task.ts');
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

describe('a task file of the reader’s own', () => {
  test('is written by npm run new-task, which says what to type next', () => {
    expect(written).toEqual({
      exitCode: 0,
      output: 'Wrote ./my-task.ts. Measure it: npm run bench -- --task ./my-task.ts --quick\n',
    });
  });

  test('as npm run new-task leaves it, is measured and named', { timeout: 120_000 }, async () => {
    const run = await startBench(['--strategy', 'blocking,thread-pool', '--quick', '--task', starter]);
    await run.endsWith(0);
    const record = await run.record();
    expect(record.calibration?.taskName).toBe('my-task');
    expect(record.trials.map(({ status, voidReason }) => ({ status, voidReason }))).toEqual(
      Array.from({ length: 4 }, () => ({ status: 'valid', voidReason: null })),
    );
    const heavy = record.trials.flatMap(({ streams }) => streams.filter(({ streamName }) => streamName === 'heavy'));
    expect(heavy.map(({ outcomes }) => outcomes.filter((outcome) => outcome === 'ok').length).every(Boolean)).toBe(
      true,
    );
    expect(run.stdout()).toContain('my-task');
    expect(await readFile(path.join(run.out, 'index.html'), 'utf8')).toContain('my-task');
  });

  test('takes --input and --task-ms like any other', { timeout: 120_000 }, async () => {
    const argv = '--strategy blocking --clients 1 --rounds 1 --duration 1 --task-ms 1'.split(' ');
    const scaled = await startBench([...argv, '--task', starter]);
    await scaled.endsWith(0);
    const { input } = (await scaled.record()).calibration ?? {};
    expect((input as { readonly radius: number }).radius).toBeLessThan(4_000);
    const wrong = await startBench(['--task', starter, '--input', '{"radius": 0}']);
    await wrong.endsWith(2);
    expect(wrong.stderr()).toContain('ERR_TASK_INPUT: Cannot run my-task as /radius must be >= 1');
  });

  test('names the line that throws for an input that was typed', { timeout: 60_000 }, async () => {
    const filePath = await taskFile('throws.ts', THROWING);
    const run = await startBench(['--strategy', 'blocking', '--rounds', '1', '--task', filePath, '--input', '7']);
    await run.endsWith(2);
    expect(run.stderr()).toContain(`ERR_CALIBRATION: ${filePath}:7: seven is too many`);
  });

  test('with a mistake ends the command before anything runs, and names the line', async () => {
    await taskFile('wrong.ts', '\nenum Color { Red }\n');
    for (const [entry, flag] of [
      ['bench/main.ts', '--task'],
      ['servers/main.ts', '--task-file'],
    ] as const) {
      const { exitCode, output } = await typed(folder, entry, flag, './wrong.ts');
      expect({ entry, exitCode }).toEqual({ entry, exitCode: 2 });
      expect(output).toMatch(/^ERR_TASK_FILE: Cannot load wrong\.ts:2: TypeScript enum is not supported/);
      expect(output).not.toMatch(/^\s+at /m);
    }
  });

  test('may not have the name of one of ours', async () => {
    await taskFile('spin.ts', THROWING.replace("'throws'", "'spin'"));
    const { exitCode, output } = await typed(folder, 'bench/main.ts', '--task', './spin.ts');
    expect(exitCode).toBe(2);
    expect(output).toContain(
      'ERR_TASK_INVALID: Cannot use spin.ts as a task: its name must be none of auto-levels, csv-report,',
    );
  });

  test('is found from the folder where npm was started', async () => {
    // npm goes to the package's folder and says where it came from.
    vi.stubEnv('INIT_CWD', folder);
    const { output } = await typed(ROOT, 'bench/main.ts', '--task', './my-task.ts', '--strategy', 'none');
    vi.unstubAllEnvs();
    expect(output).toContain('ERR_TARGET_NONE');
  });

  test('new-task does not write over it', async () => {
    const before = await readFile(starter, 'utf8');
    const { exitCode, output } = await typed(folder, 'servers/new-task.ts', './my-task.ts');
    expect({ exitCode, output }).toMatchObject({
      exitCode: 2,
      output: expect.stringContaining('ERR_TASK_FILE_EXISTS'),
    });
    expect(await readFile(starter, 'utf8')).toBe(before);
  });
});

const JOB_MS = 20_000;

/** The output, wherever the strategy leaves it. */
async function outputOf(baseUrl: string, response: Response): Promise<unknown> {
  if (response.status !== 202) return response.json();
  const endAtMs = performance.now() + JOB_MS;
  while (performance.now() < endAtMs) {
    const job = await fetch(baseUrl + (response.headers.get('location') ?? ''));
    const { state, output } = (await job.json()) as { readonly state: string; readonly output?: unknown };
    if (state !== 'queued' && state !== 'running') return output ?? state;
    await delay(20);
  }
  return 'not done';
}

describe('every strategy runs a task file, wherever its work is done', () => {
  // As npm run bench does: its servers inherit what was checked once.
  beforeAll(() => {
    vi.stubEnv('HOLDUP_TASK_FILE', starter);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });

  test.each(strategyNames)('%s', async (name) => {
    const strategy = await loadStrategy(name);
    await using server = await forkServer(['--strategy', name, '--workers', '1']);
    const response = await fetch(`${server.baseUrl}/tasks/my-task`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"radius": 10}',
    });
    const output = await outputOf(server.baseUrl, response);
    // The starter has no off-loop form of its own; all others can do it.
    const isRefused = (output as { readonly code?: string }).code === 'ERR_TASK_UNSUPPORTED';
    expect(isRefused || output).toEqual(strategy.supports === undefined ? { pointCount: 317 } : true);
  });
});
