import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseRecord } from '../stats/parse-record.ts';
import { descendants } from './process-tree.ts';
import { CTRL_C, type Screen, hasPseudoTerminal, openTerminal } from './terminal.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NODE = process.execPath;
const TINY = '--no-config --no-self-test --duration 1 --task spin --task-ms 5 --strategy blocking';
const ESCAPE = '\u001B';

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdup-terminal-'));
  onTestFinished(async () => rm(folder, { recursive: true, force: true }));
  return folder;
}

interface Run {
  readonly screen: Screen;
  readonly out: string;
  /** Where standard output goes, if the run was told so. */
  readonly file: string;
}

async function startRun(
  flags: string,
  { toFile = false, environment = {}, columns = 80, program = `${NODE} ${ROOT}bench/main.ts` } = {},
): Promise<Run> {
  const folder = await temporaryFolder();
  const out = path.join(folder, 'run');
  const file = path.join(folder, 'output');
  const command = `${program} ${TINY} ${flags} --out ${out}${toFile ? ` > ${file}` : ''}`;
  return { screen: openTerminal(command, { columns, environment }), out, file };
}

const recordIn = async (out: string) => parseRecord(await readFile(path.join(out, 'record.json'), 'utf8'));
const isControl = (text: string): boolean => /[^\P{Cc}\n]/u.test(text);
/** A terminal turns each line feed into two characters. */
const written = ({ screen }: Run): string => screen.raw().replaceAll('\r\n', '\n');
const placeOf = (lines: readonly string[], pattern: RegExp): number => lines.findIndex((line) => pattern.test(line));

describe.runIf(hasPseudoTerminal)('on a terminal', { timeout: 240_000 }, () => {
  test('the plan, the bar, the table, the verdict, the report and the next command stand in this order', async () => {
    const run = await startRun('--rounds 2');
    const { screen } = run;
    await screen.shows(/^neighbours: 1 target x 2 rounds x \d+\.\d s = about \d+ s$/);
    await screen.shows(/^now: {2}timing spin alone, \d+ s/);
    await screen.shows(/^[█░]{20} 0 of 2 trials, about \d+ s left$/);
    await screen.shows(/^now: {2}round 1, blocking, \d+ s/);
    await screen.shows(/^last: blocking: neighbours waited up to [\d.]+ m?s, p99 [\d.]+ m?s [▁▂▃▄▅▆▇█ ]+$/);
    await screen.shows(/^█{5,}░+ 1 of 2 trials, about \d+ s left$/);
    expect(await screen.ended).toBe(0);
    const lines = screen.lines();
    const places = [
      /^neighbours: 1 target/,
      /^Task: spin takes/,
      /blocking .*\d/,
      /^Repeat it with/,
      /^Report: /,
      /^Next: /,
    ];
    const found = places.map((pattern) => placeOf(lines, pattern));
    expect(found).not.toContain(-1);
    expect(found).toEqual(found.toSorted((a, b) => a - b));
    expect(lines.filter((line) => line.startsWith('Report: '))).toHaveLength(1);
    // The block is gone, the cursor is back, and long lines go on in the next row again.
    expect(lines.filter((line) => /trials, about|^now: |^last: /.test(line))).toEqual([]);
    expect(screen.raw().lastIndexOf(`${ESCAPE}[?25h`)).toBeGreaterThan(screen.raw().lastIndexOf(`${ESCAPE}[?25l`));
    expect(screen.raw().lastIndexOf(`${ESCAPE}[?7h`)).toBeGreaterThan(screen.raw().lastIndexOf(`${ESCAPE}[?7l`));
    const isPlace = (line: string): boolean => line.includes(path.basename(path.dirname(run.out)));
    expect([...screen.tooLong].filter((line) => !isPlace(line) && !line.endsWith('.html'))).toEqual([]);
  });

  test('standard output is a clean file, and the screen shows the progress', async () => {
    const run = await startRun('--rounds 1', { toFile: true, columns: 44 });
    await run.screen.shows(/0 of 1 trials/);
    expect(await run.screen.ended).toBe(0);
    const text = await readFile(run.file, 'utf8');
    expect(isControl(text)).toBe(false);
    expect(text).toMatch(/^Report: /m);
    expect(text).not.toMatch(/trials, about|Task: spin/);
    // Nothing of it is wider than a narrow terminal.
    expect([...run.screen.tooLong]).toEqual([]);
    expect(run.screen.lines().findLast((line) => line !== '')).toMatch(/runs$|^Task: |here when|nothing/);
  });

  test('a terminal that is made narrower shows one block, cut off', async () => {
    const { screen } = await startRun('--rounds 2 --duration 4', { toFile: true });
    await screen.shows(/^last: /);
    await screen.resize(40);
    await screen.shows(/^last: blocking: neighbours waited up to.{0,12}$/);
    const lines = screen.lines().filter((line) => line !== '');
    expect(lines.filter((line) => line.includes('last: '))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('now: '))).toHaveLength(1);
    expect([...screen.tooLong]).toEqual([]);
    screen.type(CTRL_C);
    expect(await screen.ended).toBe(130);
  });

  test('CI gets one line with the time for each step, and no control characters', async () => {
    const run = await startRun('--rounds 2', { toFile: true, environment: { CI: 'true' } });
    expect(await run.screen.ended).toBe(0);
    expect(isControl(written(run))).toBe(false);
    const [, ...lines] = written(run).trimEnd().split('\n'); // the first one names the terminal
    expect(lines.filter((line) => !/^\d\d:\d\d:\d\d {2}\S/.test(line))).toEqual([]);
    expect(lines.map((line) => line.slice(10))).toEqual([
      expect.stringMatching(/^neighbours: 1 target x 2 rounds/),
      expect.stringMatching(/^timing spin alone, about/),
      expect.stringMatching(/^Task: spin takes/),
      expect.stringMatching(/^1\/2 {2}round 1, blocking: .*; about \d+ s left$/),
      expect.stringMatching(/^2\/2 {2}round 2, blocking: .*; about 0 s left$/),
    ]);
  });

  test('NO_COLOR takes the colours away, and FORCE_COLOR brings them back', async () => {
    const colours = new RegExp(`${ESCAPE}\\[[\\d;]*m`);
    const [plain, colourful] = await Promise.all([
      startRun('--rounds 1', { environment: { NO_COLOR: '1' } }),
      startRun('--rounds 1', { environment: { NO_COLOR: '1', FORCE_COLOR: '1' } }),
    ]);
    expect(await plain.screen.ended).toBe(0);
    expect(await colourful.screen.ended).toBe(0);
    expect(plain.screen.raw()).not.toMatch(colours);
    expect(plain.screen.raw()).toContain('█');
    expect(colourful.screen.raw()).toMatch(colours);
  });

  test('TERM=dumb gets neither colours nor anything that moves', async () => {
    const run = await startRun('--rounds 1', { environment: { TERM: 'dumb' } });
    expect(await run.screen.ended).toBe(0);
    expect(isControl(written(run))).toBe(false);
    expect(written(run)).toMatch(/^\d\d:\d\d:\d\d {2}1\/1 {2}round 1, blocking/m);
  });
});

describe.runIf(hasPseudoTerminal)('Ctrl-C', { timeout: 240_000 }, () => {
  test.each([
    { by: 'node', program: `${NODE} ${ROOT}bench/main.ts` },
    // npm passes on what the terminal has sent already.
    { by: 'npm', program: `npm run --silent --prefix ${ROOT} bench --` },
    { by: 'holdup', program: `${NODE} ${ROOT}bench/holdup.js bench` },
  ])('once, under $by, ends the trial, keeps the others and reports them as partial', async ({ program }) => {
    const { screen, out } = await startRun('--rounds 9', { program });
    await screen.shows(/^now: {2}round 2/);
    screen.type(CTRL_C);
    await screen.shows(/^Ending this trial; press Ctrl-C again to stop at once, without a report$/);
    expect(await screen.ended).toBe(130);
    const record = await recordIn(out);
    expect(record).toMatchObject({ status: 'partial', partialReason: expect.stringContaining('SIGINT') });
    expect(record.trials[0]?.status).toBe('valid');
    expect(record.trials.at(-1)?.voidReason?.code).toBe('ERR_INTERRUPTED');
    expect(await readdir(out)).toContain('index.html');
    expect(screen.lines().join('\n')).toContain('WARN_PARTIAL');
    expect(screen.lines().join('\n')).not.toContain('void: ERR_INTERRUPTED');
  });

  test('twice stops at once, leaves a partial record and no process', async () => {
    const { screen, out } = await startRun('--rounds 9');
    await screen.shows(/^now: {2}round 2/);
    const before = await descendants(process.pid, 'bench/main.ts');
    expect(before.length).toBeGreaterThan(0);
    screen.type(CTRL_C);
    await screen.shows(/^Ending this trial/);
    await delay(700); // nearer than half a second they count as one
    screen.type(CTRL_C);
    expect(await screen.ended).toBe(130);
    expect(screen.lines().join('\n')).toMatch(/^Stopped (?:at once|before the report was whole)/m);
    expect(screen.lines().join('\n')).not.toMatch(/^Report: /m);
    expect((await recordIn(out)).status).toBe('partial');
    await expect.poll(async () => descendants(process.pid, '.ts'), { timeout: 10_000 }).toEqual([]);
  });

  test('before the first trial says that there is no report, and leaves no folder', async () => {
    const { screen, out } = await startRun('--rounds 9');
    await screen.shows(/^now: {2}timing spin alone/);
    screen.type(CTRL_C);
    await screen.shows(/^Ending before the first trial: nothing was measured yet/);
    expect(await screen.ended).toBe(130);
    await expect(readdir(out)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(screen.lines().join('\n')).not.toContain('ERR_');
  });

  test('ends a self-test, and says so', async () => {
    const screen = openTerminal(`${NODE} ${ROOT}bench/selftest-main.ts`);
    await screen.shows(/^Measuring/);
    screen.type(CTRL_C);
    await screen.shows(/^Ending the self-test; press Ctrl-C again to stop at once$/);
    expect(await screen.ended).toBe(130);
  });

  test('ends a fault table, and keeps the cells that had ended', async () => {
    const out = path.join(await temporaryFolder(), 'faults');
    const screen = openTerminal(
      `${NODE} ${ROOT}bench/faults/main.ts --strategy blocking --fault task-throws,task-never-ends,server-killed --out ${out}`,
    );
    await screen.shows(/^1\/3 {2}blocking, /);
    screen.type(CTRL_C);
    await screen.shows(/^Ending this cell; press Ctrl-C again to stop at once, without a report$/);
    expect(await screen.ended).toBe(130);
    const table = JSON.parse(await readFile(path.join(out, 'faults.json'), 'utf8')) as {
      status: string;
      cells: unknown[];
    };
    expect(table.status).toBe('partial');
    expect(table.cells.length).toBeGreaterThan(0);
  });
});
