import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBench } from './bench-process.ts';
import { ROOT, copyHouse } from './house-copy.ts';

/** What CONTRIBUTING.md tells a newcomer to do, read from the page itself. */
interface Addition {
  readonly file: string;
  readonly code: string;
  readonly list: string;
  readonly line: string;
}

function additions(page: string): Addition[] {
  const pattern =
    /`([\w/-]+\.ts)`:\n\n```ts\n([\s\S]*?)```\n\nand in (?:the list of )?`([\w/-]+\.ts)`:\n\n```ts\n(.*)\n```/g;
  return [...page.matchAll(pattern)].map(([, file = '', code = '', list = '', line = '']) => ({
    file,
    code,
    list,
    line,
  }));
}

/** Puts a line at the end of a list: of an object where it is one, else of the file. */
function withLine(list: string, line: string): string {
  return line.startsWith('export') ? `${list}${line}\n` : list.replace(/\n\} as const/, `\n${line}\n} as const`);
}

let house: string;

/** A command of the copy, by the file that runs it. */
async function runInHouse(...args: string[]): Promise<{ exitCode: number | null; output: string }> {
  const child = spawn(process.execPath, args, {
    cwd: house,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, output };
}

const vitest = path.join(ROOT, 'node_modules/vitest/vitest.mjs');

describe('a newcomer who does what CONTRIBUTING.md says', () => {
  beforeAll(async () => {
    house = await copyHouse(['tests', 'vitest.config.ts']);
    for (const { file, code, list, line } of additions(await readFile(path.join(ROOT, 'CONTRIBUTING.md'), 'utf8'))) {
      await writeFile(path.join(house, file), code);
      const listFile = path.join(house, list);
      await writeFile(listFile, withLine(await readFile(listFile, 'utf8'), line));
    }
  });
  afterAll(async () => rm(house, { recursive: true, force: true }));

  test('finds one file and one line for each: strategy, task, scenario, chart', async () => {
    const page = await readFile(path.join(ROOT, 'CONTRIBUTING.md'), 'utf8');
    expect(additions(page).map(({ list }) => list)).toEqual([
      'servers/strategies/index.ts',
      'servers/tasks/index.ts',
      'scenarios/index.ts',
      'reports/charts/index.ts',
    ]);
  });

  test('passes the type checker and the contract tests untouched', { timeout: 180_000 }, async () => {
    const types = await runInHouse(path.join(ROOT, 'node_modules/typescript/bin/tsc'));
    expect(types).toEqual({ exitCode: 0, output: '' });
    const tests = await runInHouse(
      vitest,
      'run',
      '--reporter=verbose',
      'contract.test',
      '-t',
      'next-turn|prime-count|one-by-one|peakMemory',
    );
    expect(tests).toMatchObject({ exitCode: 0, output: expect.not.stringContaining(' FAIL ') });
    for (const name of ['next-turn', 'prime-count', 'one-by-one', 'peakMemory'])
      expect(tests.output).toContain(`${name} > `);
  });

  test('sees them measured and drawn', { timeout: 120_000 }, async () => {
    const argv = '--strategy next-turn --task prime-count --scenario one-by-one --rounds 1 --duration 1'.split(' ');
    const run = await startBench(argv, path.join(house, 'bench/main.ts'));
    await run.endsWith(0);
    expect(run.stdout()).toContain('next-turn');
    expect(await readFile(path.join(run.out, 'index.html'), 'utf8')).toContain('What it weighs');
  });
});
