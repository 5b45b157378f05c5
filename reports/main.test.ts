import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exampleRecord } from '../stats/examples/example-record.ts';
import { HOSTILE_OPTIONS } from './example-report.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function report(...args: readonly string[]): Promise<Ended> {
  const environment = { ...process.env, FORCE_COLOR: undefined, NO_COLOR: '1', GITHUB_STEP_SUMMARY: undefined };
  try {
    const ended = await promisify(execFile)(process.execPath, [MAIN, ...args], { env: environment });
    return { code: 0, ...ended };
  } catch (error) {
    return error as Ended; // execFile puts what the process printed and its exit code on the error
  }
}

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'holdup-report-'));
  await writeFile(
    path.join(folder, 'record.json'),
    JSON.stringify(exampleRecord({ ...HOSTILE_OPTIONS, roundCount: 1 })),
  );
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

test('report draws a run folder again: page, Markdown, pictures, and the table on stdout', async () => {
  const { code, stdout, stderr } = await report(folder);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^While 8 clients ran/u);
  expect(stdout.trimEnd().split('\n').at(-1)).toBe(`Report: ${path.join(folder, 'index.html')}`);
  expect((await readdir(folder)).toSorted()).toEqual(['charts', 'index.html', 'record.json', 'report.md']);
  expect(await readdir(path.join(folder, 'charts'))).toHaveLength(4);
});

test('report --json prints one object, --out writes elsewhere and --no-png draws no picture', async () => {
  const out = path.join(folder, 'elsewhere');
  const { stdout } = await report(path.join(folder, 'record.json'), '--json', '--no-png', '--out', out);
  expect(JSON.parse(stdout)).toMatchObject({ record: path.join(folder, 'record.json'), verdict: expect.any(String) });
  expect((await readdir(out)).toSorted()).toEqual(['index.html', 'report.md']);
  expect(await readFile(path.join(out, 'report.md'), 'utf8')).not.toContain('.png');
});

test.each([
  { what: 'no such file', args: ['/nowhere/record.json'], message: /^ERR_RECORD_MISSING: .+\n$/u },
  { what: 'an unknown flag', args: ['--bogus'], message: /^error: unknown option '--bogus'\n$/u },
  { what: 'an unknown colour', args: ['--color', 'pink'], message: /^error: .+auto, always, never/u },
])('report of $what ends with 2 and one clear message', async ({ args, message }) => {
  const { code, stdout, stderr } = await report(...args);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(message);
});

test.each([
  { what: 'a file that is cut off', text: '{"formatVersion": 1, "seed', code: 'ERR_RECORD_JSON' },
  { what: 'a record from the future', text: '{"formatVersion": 99}', code: 'ERR_RECORD_VERSION' },
  { what: 'a record without its fields', text: '{"formatVersion": 1}', code: 'ERR_RECORD_INVALID' },
])('report of $what ends with 2 and $code', async ({ text, code }) => {
  const file = path.join(folder, `${code}.json`);
  await writeFile(file, text);
  const ended = await report(file);
  expect(ended.code).toBe(2);
  expect(ended.stderr).toMatch(new RegExp(`^${code}: .+\n$`, 'u'));
  await rm(file);
});
