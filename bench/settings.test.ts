import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { commandText } from './command-text.ts';
import type { HoldupConfig } from './config.ts';
import { settingsJson, settingsText } from './settings-text.ts';
import { readSettings } from './settings.ts';

/** A folder of its own, in which the command is typed. */
async function typedIn(files: Readonly<Record<string, string>>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdup-config-'));
  onTestFinished(async () => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  // Threads have no working directory of their own; npm says where a command was typed.
  vi.stubEnv('INIT_CWD', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
}

const read = async (line: string, environment = {}) =>
  readSettings(
    line.split(' ').filter((word) => word !== ''),
    environment,
  );

const originOf = ({ all }: Awaited<ReturnType<typeof read>>, name: string) =>
  all.find((setting) => setting.name === name)?.origin;

test('flags win over the environment, that over the file, that over defaults', async () => {
  await typedIn({ 'holdup.config.json': '{ "rounds": 3, "duration": 4, "workers": 5, "clients": 6 }' });
  const settings = await read('--rounds 1', { HOLDUP_ROUNDS: '2', HOLDUP_DURATION: '2' });
  expect(settings.options).toMatchObject({ rounds: 1, duration: 2, workers: 5, clients: 6, queueLimit: 100 });
  expect(originOf(settings, 'rounds')).toEqual({ kind: 'flag', flag: '--rounds' });
  expect(originOf(settings, 'duration')).toEqual({ kind: 'environment', name: 'HOLDUP_DURATION' });
  expect(originOf(settings, 'workers')).toMatchObject({ kind: 'file', path: expect.stringContaining('holdup.config') });
  expect(originOf(settings, 'queueLimit')).toEqual({ kind: 'default' });
});

test('a file in TypeScript is checked by its type and read as the flags would be', async () => {
  const config = {
    strategy: ['blocking', 'a=cluster'],
    heavyRate: [10, 25.5],
    failOn: ['blocking.neighbour-warm.p99 > 50ms', 'x > 1'],
    input: { iterations: 5 },
    rounds: 'auto',
    quick: true,
    verify: false,
    strict: false,
  } satisfies HoldupConfig;
  await typedIn({ 'holdup.config.ts': `const own: object = ${JSON.stringify(config)};\nexport default own;\n` });
  const { options } = await read('');
  const { strict, ...given } = config;
  expect(options).toMatchObject(given);
  expect(options.strict).toBeUndefined();
});

test('a flag replaces a list, and does not add to it', async () => {
  await typedIn({ 'holdup.config.json': '{ "failOn": ["a", "b"], "strategy": ["blocking"] }' });
  const { options } = await readSettings(['--fail-on', 'c'], { HOLDUP_STRATEGY: 'cluster,yielding' });
  expect(options).toMatchObject({ failOn: ['c'], strategy: ['cluster', 'yielding'] });
});

test('of two flags that exclude each other the nearer one is meant', async () => {
  await typedIn({ 'holdup.config.json': '{ "strategy": ["blocking"], "clients": 3 }' });
  const { options } = await read('--all --heavy-rate 10');
  expect(options).toMatchObject({ all: true, heavyRate: [10] });
  expect({ strategy: options.strategy, clients: options.clients }).toEqual({ strategy: undefined, clients: undefined });
});

test.each([
  { environment: { HOLDUP_QUICK: '0' }, quick: undefined },
  { environment: { HOLDUP_QUICK: 'true' }, quick: true },
  { environment: { HOLDUP_QUICK: '' }, quick: true },
  { environment: {}, quick: true },
])('$environment over a file with "quick": true makes it $quick', async ({ environment, quick }) => {
  await typedIn({ 'holdup.config.json': '{ "quick": true }' });
  const { options } = await read('', environment);
  expect(options.quick).toBe(quick);
});

test('--no-config leaves the file out, and --config names another', async () => {
  await typedIn({ 'holdup.config.json': '{ "rounds": 3 }', 'ci.json': '{ "rounds": 9 }' });
  expect((await read('--no-config')).options.rounds).toBeUndefined();
  expect((await read('--config ci.json')).options.rounds).toBe(9);
});

test('the recorded command repeats the run without file and environment, and shows no password', async () => {
  await typedIn({
    'holdup.config.json': '{ "strategy": ["blocking"], "failOn": ["a > 1"], "verify": false, "quick": true }',
  });
  const { words } = await read('--rounds 1 --out here', { HOLDUP_QUEUE: 'redis://me:secret@host', HOLDUP_QUICK: '0' });
  expect(commandText(words, 7)).toBe(
    "npm run bench -- --rounds 1 --strategy blocking --queue redis://me:PASSWORD@host --no-verify --fail-on 'a > 1' --no-config --seed 7",
  );
  await typedIn({});
  const again = await readSettings(words, {});
  expect(again.options).toMatchObject({ strategy: ['blocking'], failOn: ['a > 1'], verify: false, rounds: 1 });
});

describe('what cannot be used is refused with its place, its name, the rule and the value', () => {
  test.each([
    { text: '{ "rounds": 0 }', says: '"rounds" in' },
    { text: '{ "rounds": 0 }', says: 'a whole number from 1 to 1000: got "0"' },
    { text: '{ "rouns": 1 }', says: 'no flag is called "rouns". Did you mean "rounds"?' },
    { text: '{ "xyzzy": 1 }', says: 'no flag is called "xyzzy"' },
    { text: '{ "config": "other.json" }', says: 'no flag is called "config"' },
    { text: '{ "cores": "some" }', says: 'auto, shared, split: got "some"' },
    { text: '{ "quick": "often" }', says: 'true or false: got "often"' },
    { text: '{ "task": ["spin"] }', says: 'one string or number: got ["spin"]' },
    { text: '{ "all": true, "strategy": ["blocking"] }', says: 'only one of them' },
    { text: '[]', says: 'it must be an object: got a list' },
    { text: '{', says: 'it must be JSON' },
  ])('$text', async ({ text, says }) => {
    await typedIn({ 'holdup.config.json': text });
    await expect(read('')).rejects.toMatchObject({ code: 'ERR_CONFIG', message: expect.stringContaining(says) });
    await expect(read('')).rejects.toThrow('holdup.config.json');
  });

  test.each([
    { files: {}, line: '--config nowhere.json', says: 'there is no such file' },
    { files: { 'a.js': 'export const rounds = 1;' }, line: '--config a.js', says: 'must be an object: got undefined' },
    { files: { 'b.ts': 'throw new Error("of mine")' }, line: '--config b.ts', says: 'of mine' },
    { files: { 'holdup.config.js': '', 'holdup.config.json': '{}' }, line: '', says: 'there must be one' },
  ])('$line $files', async ({ files, line, says }) => {
    await typedIn(files);
    await expect(read(line)).rejects.toMatchObject({ code: 'ERR_CONFIG', message: expect.stringContaining(says) });
  });

  test.each([
    { environment: { HOLDUP_ROUNDS: 'many' }, says: 'Cannot use HOLDUP_ROUNDS' },
    { environment: { HOLDUP_TASKMS: '5' }, says: 'Did you mean "HOLDUP_TASK_MS"?' },
  ])('$environment', async ({ environment, says }) => {
    await typedIn({});
    await expect(read('', environment)).rejects.toMatchObject({
      code: 'ERR_CONFIG',
      message: expect.stringContaining(says),
    });
  });

  test('but variables of others are left alone', async () => {
    await typedIn({});
    await expect(read('', { HOLDUP_DATA_FOLDER: '/x', HOLDUP_HOME: '/y' })).resolves.toBeDefined();
  });
});

test('--print-config shows each value and where it comes from, without passwords', async () => {
  await typedIn({ 'holdup.config.json': '{ "rounds": 3 }' });
  const { all } = await read('--seed 4', { HOLDUP_QUEUE: 'redis://me:secret@host', HOLDUP_QUICK: '0' });
  const rows = settingsText(all)
    .split('\n')
    .map((line) => line.split(/ {2,}/));
  expect(rows.find(([name]) => name === 'rounds')).toEqual([
    'rounds',
    expect.stringContaining('holdup.config.json'),
    '3',
  ]);
  expect(rows).toContainEqual(['seed', '--seed', '4']);
  expect(rows).toContainEqual(['quick', 'HOLDUP_QUICK', 'false']);
  expect(rows).toContainEqual(['queue', 'HOLDUP_QUEUE', 'redis://me:PASSWORD@host']);
  expect(rows).toContainEqual(['selfTest', 'default', 'true']);
  expect(rows).toContainEqual(['duration', 'default', '-']);
  const printed = JSON.parse(settingsJson(all)) as Record<string, { value: unknown; origin: { kind: string } }>;
  expect(printed['rounds']).toMatchObject({ value: 3, origin: { kind: 'file' } });
  expect(printed['queue']?.value).toBe('redis://me:PASSWORD@host');
});
