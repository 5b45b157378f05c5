import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXAMPLE_TARGETS, exampleRecord } from '../stats/examples/example-record.ts';
import type { RunRecord } from '../stats/record.ts';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const run =
  (entry: string) =>
  async (...args: readonly string[]): Promise<Ended> => {
    const env = { ...process.env, FORCE_COLOR: undefined, NO_COLOR: '1', GITHUB_STEP_SUMMARY: stepFile };
    const main = fileURLToPath(new URL(entry, import.meta.url));
    try {
      return { code: 0, ...(await promisify(execFile)(process.execPath, [main, ...args], { env })) };
    } catch (error) {
      return error as Ended; // execFile puts what the process printed and its exit code on the error
    }
  };

const compare = run('compare.ts');
const report = run('main.ts');

let folder: string;
let stepFile: string;
let before: string;
let after: string;
let elsewhere: string;

/** Waits of the second run's neighbours are twice as long. */
const slowed = (record: RunRecord): RunRecord => ({
  ...record,
  trials: record.trials.map((trial) => ({
    ...trial,
    streams: trial.streams.map((stream) =>
      stream.streamName === 'neighbour-warm'
        ? { ...stream, latencyMs: stream.latencyMs.map((latencyMs) => latencyMs * 2) }
        : stream,
    ),
  })),
});

async function save(name: string, record: RunRecord): Promise<string> {
  const place = path.join(folder, name);
  await mkdir(place);
  await writeFile(path.join(place, 'record.json'), JSON.stringify(record));
  return place;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'holdup-compare-'));
  stepFile = path.join(folder, 'step.md');
  const record = exampleRecord({ roundCount: 4, targets: EXAMPLE_TARGETS.slice(1, 3) });
  before = await save('before', record);
  after = await save('after', slowed(record));
  elsewhere = await save('elsewhere', { ...record, machine: { ...record.machine, cpuModel: 'Other CPU' } });
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('compare', () => {
  test('prints a table within 80 columns and ends with 0, whatever differs', async () => {
    const { code, stdout, stderr } = await compare(before, after);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^thread-pool$/mu);
    expect(stdout).toMatch(/^ {2}neighbour-warm p50 .* 2\.00 +2\.00-2\.00 +worse$/mu);
    expect(stdout).toContain('both runs drew the same arrivals');
    expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  test('of a run with itself finds nothing', async () => {
    const { stdout } = await compare(before, before);
    expect(stdout).not.toMatch(/ (?:better|worse)$/mu);
  });

  test('--json prints one object, --markdown writes a page, and the step gets it too', async () => {
    const file = path.join(folder, 'comparison.md');
    const { stdout } = await compare(before, after, '--json', '--markdown', file);
    expect(JSON.parse(stdout)).toMatchObject({ isPaired: true, mismatches: [], guards: [], cells: expect.any(Array) });
    const page = await readFile(file, 'utf8');
    expect(page).toMatch(/^# \d+ of \d+ figures differ: \d+ better, \d+ worse\n/u);
    expect(page).toContain('| thread-pool | neighbour-warm p50 |');
    expect(await readFile(stepFile, 'utf8')).toContain(page);
  });

  test('refuses another machine with 2, and takes it with --allow-mismatch, unpaired', async () => {
    const refused = await compare(before, elsewhere);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/^ERR_COMPARE_MISMATCH: .+CPU: Example CPU .+ before, Other CPU after/u);
    const allowed = await compare(before, elsewhere, '--allow-mismatch');
    expect(allowed.code).toBe(0);
    expect(allowed.stdout).toContain('Rounds are not paired');
  });

  test.each([
    {
      what: 'a guard that fires',
      args: ['--fail-on', 'thread-pool.neighbour-warm.p50 > +25%'],
      code: 3,
      says: 'FIRED: ',
    },
    {
      what: 'one that passes',
      args: ['--fail-on', 'thread-pool.neighbour-warm.p50 > +150%'],
      code: 0,
      says: 'passed: ',
    },
    {
      what: 'one that cannot be decided',
      args: ['--fail-on', 'thread-pool.neighbour-warm.p99 > 1ms'],
      code: 0,
      says: 'cannot tell: ',
    },
    {
      what: 'one that cannot be decided, with --strict',
      args: ['--fail-on', 'thread-pool.neighbour-warm.p99 > 1ms', '--strict'],
      code: 4,
      says: 'too few for a p99',
    },
  ])('with $what ends with $code', async ({ args, code, says }) => {
    const ended = await compare(before, after, ...args);
    expect(ended.code).toBe(code);
    expect(ended.stdout).toContain(says);
  });

  test.each([
    { what: 'one record only', args: ['latest'], message: /^error: missing required argument 'after'/u },
    { what: 'no such record', args: ['nowhere', 'nowhere'], message: /^ERR_RECORD_MISSING: / },
  ])('with $what ends with 2', async ({ args, message }) => {
    const ended = await compare(...args);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(message);
  });

  test('with an expression that is none ends with 2 and says what is allowed', async () => {
    const ended = await compare(before, after, '--fail-on', 'thread-pool.lukewarm.p99 > 20ms');
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(/^ERR_FAIL_ON: .+the streams are heavy, neighbour-warm, neighbour-cold\n$/u);
  });
});

describe('report --fail-on', () => {
  test('fires against a limit, and says so below the table and on the page of the step', async () => {
    const { code, stdout } = await report(after, '--no-png', '--fail-on', 'async-cpu.neighbour-warm.p50 > 20ms');
    expect(code).toBe(3);
    expect(stdout).toContain('FIRED: async-cpu.neighbour-warm.p50 > 20ms');
    expect(await readFile(stepFile, 'utf8')).toContain('- **FIRED**: async-cpu.neighbour-warm.p50 &gt; 20ms.');
  });

  test('takes a baseline, and prints JSON alone on standard output', async () => {
    const guard = ['--fail-on', 'async-cpu.neighbour-warm.p50 > +25%', '--baseline', before];
    const { code, stdout, stderr } = await report(after, '--no-png', '--json', ...guard);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toHaveProperty('cells');
    expect(stderr).toContain('FIRED: ');
  });
});
