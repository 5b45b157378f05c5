import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { exampleRecord } from '../stats/examples/example-record.ts';
import { chartViews } from './chart-views.ts';
import { HOSTILE_OPTIONS, exampleReport } from './example-report.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const report = (...args: readonly string[]): Promise<Ended> => reportIn({ CI: 'true', BROWSER: undefined }, ...args);

async function reportIn(changes: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<Ended> {
  const plain = { FORCE_COLOR: undefined, NO_COLOR: '1', GITHUB_STEP_SUMMARY: undefined };
  const environment = { ...process.env, ...plain, ...changes };
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
  expect(stdout).toContain(`\nReport: ${path.join(folder, 'index.html')}\nNext: npm run report -- ${folder} --open\n`);
  expect((await readdir(folder)).toSorted()).toEqual(['charts', 'index.html', 'record.json', 'report.md']);
  const shown = chartViews(exampleReport({ ...HOSTILE_OPTIONS, roundCount: 1 })).map(
    ({ chart }) => `${chart.name}.png`,
  );
  expect((await readdir(path.join(folder, 'charts'))).toSorted()).toEqual(shown.toSorted());
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

const whole = JSON.stringify(exampleRecord({ roundCount: 1 }));

test.each([
  { what: 'an empty file', text: '', code: 'ERR_RECORD_JSON', told: 'the file is empty' },
  { what: 'a file that is cut off', text: whole.slice(0, 9_000), code: 'ERR_RECORD_JSON', told: 'is cut off' },
  { what: 'no JSON', text: '<html></html>', code: 'ERR_RECORD_JSON', told: 'must be JSON' },
  { what: 'JSON of something else', text: '[1, 2]', code: 'ERR_RECORD_VERSION', told: 'got [1,2]' },
  { what: 'a record from the future', text: '{"formatVersion": 2}', code: 'ERR_RECORD_VERSION', told: 'format 2' },
  {
    what: 'a record without its fields',
    text: '{"formatVersion": 1}',
    code: 'ERR_RECORD_INVALID',
    told: 'must have required properties',
  },
  {
    what: 'a record with a field that nobody knows',
    text: whole.replace('{', '{"mood":"good",'),
    code: 'ERR_RECORD_INVALID',
    told: 'must not have additional properties: got ["mood"]',
  },
  {
    what: 'a record with a negative latency',
    text: whole.replace(/"latencyMs":\[[\d.]+/u, '"latencyMs":[-3'),
    code: 'ERR_RECORD_INVALID',
    told: '/trials/0/streams/0/latencyMs/0 must be >= 0: got -3',
  },
  {
    what: 'a record with columns of unequal length',
    text: whole.replace(/"latencyMs":\[[\d.]+,/u, '"latencyMs":['),
    code: 'ERR_RECORD_INVALID',
    told: '/trials/0/streams/0/latencyMs must have as many entries as dueAtMs',
  },
])('report of $what ends with 2, $code, the file, the place and what to type', async ({ text, code, told }) => {
  const file = path.join(folder, 'odd.json');
  await writeFile(file, text);
  const ended = await report(file);
  expect(ended.code).toBe(2);
  expect(ended.stdout).toBe('');
  expect(ended.stderr).toMatch(new RegExp(`^${code}: Cannot read ${file} as .+(?:npm run bench|npm ci).*\n$`, 'u'));
  expect(ended.stderr).toContain(told);
  await rm(file);
});

test('report of a folder whose fault table is cut off names that file', async () => {
  const run = path.join(folder, 'with-faults');
  await mkdir(run);
  await writeFile(path.join(run, 'record.json'), whole);
  await writeFile(path.join(run, 'faults.json'), '{"formatVersion": 1, ');
  const ended = await report(run, '--no-png');
  expect(ended.code).toBe(2);
  expect(ended.stderr).toMatch(/^ERR_RECORD_JSON: Cannot read .+with-faults\/faults\.json as .+npm run faults\n$/u);
  await rm(run, { recursive: true });
});

test('report --gallery draws the page of all runs in a folder, and nothing else', async () => {
  const runs = path.join(folder, 'runs');
  await mkdir(path.join(runs, 'one'), { recursive: true });
  await writeFile(path.join(runs, 'one', 'record.json'), whole);
  const { code, stdout, stderr } = await report('--gallery', runs);
  expect({ code, stdout, stderr }).toEqual({
    code: 0,
    stdout: `Gallery of 1 run: ${path.join(runs, 'index.html')}\n`,
    stderr: '',
  });
  expect((await readdir(path.join(runs, 'one'))).toSorted()).toEqual(['digest.json', 'record.json']);
  const both = await report('--gallery', '--json');
  expect(both.code).toBe(2);
  expect(both.stderr).toContain("option '--gallery' cannot be used with option '--json'");
  await rm(runs, { recursive: true });
});

test('report --open says where the page is when no browser can be started, and all is well', async () => {
  const { code, stderr } = await report(folder, '--no-png', '--open');
  expect(code).toBe(0);
  expect(stderr).toMatch(/^No browser was opened, as .+ Open it by hand, .+: file:\/\/.+\/index\.html\n$/u);
});

// Elsewhere the system alone decides what opens a page.
test.runIf(process.platform === 'linux')('report --open hands the page to what BROWSER names', async () => {
  const browser = path.join(folder, 'browser.sh');
  const opened = path.join(folder, 'opened.txt');
  await writeFile(browser, `#!/bin/sh\nprintf '%s' "$1" > '${opened}'\n`, { mode: 0o755 });
  const { code, stderr } = await reportIn(
    { CI: undefined, BROWSER: browser, DISPLAY: undefined },
    folder,
    '--no-png',
    '--open',
  );
  expect(code).toBe(0);
  expect(stderr).toMatch(/^Opening it in your browser\./u);
  await vi.waitFor(async () => {
    expect(await readFile(opened, 'utf8')).toMatch(/index\.html$/u);
  }, 10_000);
  await Promise.all([rm(browser), rm(opened)]);
});
