import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exampleRecord } from '../stats/examples/example-record.ts';
import { HOSTILE_OPTIONS } from './example-report.ts';

/** What `npm run report` prints, and how its flags and its environment change that. */

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const ESCAPE = '\u001B[';
const PLACE = 'record.json';
const TIMEOUT_MS = 60_000;

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

let folder: string;

async function report(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const cleared = Object.fromEntries(
    ['FORCE_COLOR', 'NO_COLOR', 'CI', 'TERM', 'LC_ALL', 'LC_CTYPE', 'LANG', 'GITHUB_STEP_SUMMARY'].map((name) => [
      name,
      undefined,
    ]),
  );
  const options = { cwd: folder, env: { ...process.env, ...cleared, ...environment }, timeout: TIMEOUT_MS };
  try {
    const ended = await promisify(execFile)(process.execPath, [MAIN, ...args], options);
    return { code: 0, ...ended };
  } catch (error) {
    return error as Ended; // execFile puts what the process printed and its exit code on the error
  }
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'holdup-printed-'));
  await writeFile(path.join(folder, PLACE), JSON.stringify(exampleRecord({ ...HOSTILE_OPTIONS, roundCount: 1 })));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

test.each([
  { environment: {}, args: [], isColored: false },
  { environment: { CI: 'true' }, args: [], isColored: false },
  { environment: { FORCE_COLOR: '1', NO_COLOR: '1' }, args: [], isColored: true },
  { environment: { NO_COLOR: '1', TERM: 'dumb' }, args: ['--color', 'always'], isColored: true },
  { environment: { FORCE_COLOR: '1' }, args: ['--color', 'never'], isColored: false },
])('report $args into a pipe under $environment has colours: $isColored', async ({ environment, args, isColored }) => {
  const { stdout } = await report([PLACE, '--no-png', ...args], environment);
  expect(stdout.includes(ESCAPE)).toBe(isColored);
});

test.each([
  { environment: { LANG: 'C.UTF-8' }, args: [], isAscii: false },
  { environment: { LANG: 'C.UTF-8' }, args: ['--ascii'], isAscii: true },
  { environment: { LANG: 'C' }, args: [], isAscii: true },
  { environment: { LANG: 'C.UTF-8', TERM: 'dumb' }, args: [], isAscii: true },
])('report $args under $environment is nothing but ASCII: $isAscii', async ({ environment, args, isAscii }) => {
  const { stdout } = await report([PLACE, '--no-png', ...args], environment);
  expect(/^[\u0020-\u007E\n]+$/u.test(stdout)).toBe(isAscii);
});

test('report ends with the verdict, the report and what to type next', async () => {
  const { stdout } = await report([PLACE, '--no-png', '--out', 'drawn']);
  const verdict = stdout.slice(0, stdout.indexOf('\n\n'));
  const [last, next] = stdout.split('\n\n').slice(-2);
  expect(last).toBe(verdict);
  expect(next).toMatch(/^Report: drawn\/index\.html\nNext: npm run .+\n$/u);
});

test('report --markdown prints nothing but Markdown, without pictures, small enough for a comment', async () => {
  const { stdout, stderr } = await report([PLACE, '--markdown', '--no-png']);
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^# While 8 clients ran/u);
  expect(stdout).not.toMatch(/!\[|Report: /u);
  expect(stdout.length).toBeLessThan(60_000);
});

test('report --markdown with a file writes it, as small as --max-kb says, and prints the table', async () => {
  const { stdout } = await report([PLACE, '--no-png', '--markdown', 'sub/comment.md', '--max-kb', '4']);
  expect(stdout).toContain('\nReport: ');
  const text = await readFile(path.join(folder, 'sub', 'comment.md'), 'utf8');
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4_000);
  expect(text).toMatch(/\*Cut to 4 kB, without: .+ All of it is in `report\.md`\.\*\n$/u);
});

test('report writes its summary into the step of a build, without pictures', async () => {
  const file = path.join(folder, 'step.md');
  await report([PLACE], { GITHUB_STEP_SUMMARY: file });
  const text = await readFile(file, 'utf8');
  expect(text).toMatch(/^# While 8 clients ran/u);
  expect(text).not.toContain('![');
});

test('report --csv writes every request beside the report', async () => {
  await report([PLACE, '--no-png', '--csv', '--out', 'csv']);
  expect((await readdir(path.join(folder, 'csv'))).toSorted()).toEqual(['index.html', 'report.md', 'samples.csv']);
  const text = await readFile(path.join(folder, 'csv', 'samples.csv'), 'utf8');
  expect(text.slice(0, 1_000)).toMatch(/^target,round,.*\n"[^"]+",1,/u);
});

test.each([
  { args: ['--max-kb', '60'], message: /--max-kb <count>' is of the Markdown: add --markdown\n$/u },
  { args: ['--markdown', '--max-kb', '0.5'], message: /whole number from 1 on/u },
  { args: ['--markdown', '--json'], message: /--markdown \[file\]' cannot be used with option '--json'/u },
  { args: ['--markdown', '.', '--no-png'], message: /^ERR_REPORT_UNWRITABLE: .+Choose another file/u },
])('report $args ends with 2 and says why', async ({ args, message }) => {
  const { code, stderr } = await report([PLACE, ...args]);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});
