import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openExampleRedis } from '../servers/queue/example-redis.ts';
import { documentedCommands, documentedFiles } from './documented-commands.ts';
import { type House, type TypedCommand, openHouse } from './typed-command.ts';

/**
 * Every command that the pages for users tell them to type is typed here: into a shell, through npm, in a copy of the
 * house; with flags behind it where it would take minutes, as the later of two flags wins.
 */
const PAGES = ['README.md', 'reports/reading.md', 'bench/recipes.md'].map((page) =>
  readFileSync(fileURLToPath(new URL(`../${page}`, import.meta.url)), 'utf8'),
);
const COMMANDS = new Set(PAGES.flatMap(documentedCommands));
const FILES = new Map(PAGES.flatMap(documentedFiles).map(({ name, text }) => [name, text]));

/** One command, and how it is typed here. */
interface Step {
  readonly command: string;
  /** Typed behind it. */
  readonly flags?: string;
  /** Exit codes that may be: what a guard finds in a run of a second is chance. */
  readonly exits?: readonly number[];
  /** It goes on until the chain is over: a server that answers 200 or 202 when it is asked for a task, or one that says it is ready. */
  readonly goesOn?: 200 | 202 | keyof typeof READY_TEXTS;
}

/** What is printed by commands that go on and answer no task. */
const READY_TEXTS = { worker: 'Working with', watch: 'Ctrl-C ends', live: 'Ctrl-C here ends' } as const;

/** Commands of which one needs what the one before it left, in a copy of the house of their own. */
interface Chain {
  readonly name: string;
  /** Names of documented files to write first. */
  readonly files?: readonly string[];
  readonly needsRedis?: true;
  readonly steps: readonly Step[];
}

const ONE_SECOND = '--rounds 1 --duration 1 --no-self-test';
/** The same input on every machine, so that two runs can be compared. */
const TINY = `${ONE_SECOND} --task spin --input '{"iterations":1000000}'`;
const TINY_ALONE = `${TINY} --strategy blocking`;
const GUARDED: readonly number[] = [0, 3, 4];

const bench = (flags: string, added: string, exits: readonly number[] = [0]): Step => ({
  command: `npm run bench -- ${flags}`,
  flags: added,
  exits,
});

const faults = (flags: string, added: string): Step => ({ command: `npm run faults -- ${flags}`, flags: added });

const CHAINS: readonly Chain[] = [
  {
    name: 'a first run and its report',
    steps: [
      bench('--quick', TINY_ALONE),
      { command: 'npm run report -- --open' },
      { command: 'npm run report -- latest' },
      { command: 'npm run report -- latest --open' },
      { command: 'npm run report -- latest --markdown comment.md' },
      { command: 'npm run report -- --gallery' },
      { command: 'npm run report -- latest --csv' },
      { command: 'npm run --silent report -- latest --json > result.json' },
      bench('--quick --strategy blocking,thread-pool --out my-run', TINY_ALONE),
      { command: 'npm run report -- my-run' },
    ],
  },
  {
    name: 'looking at what there is',
    steps: [
      { command: 'npm run bench', flags: `-- ${TINY_ALONE}` },
      { command: 'npm run report' },
      // Twenty strategies: each of them is measured elsewhere, and this tells that the command would.
      bench('--all --quick', '--print-config'),
      bench('--help', ''),
      { command: 'npm run list' },
      { command: 'npm run --silent completion -- bash > holdup.bash' },
      { command: 'npx holdup bench --help' },
      { command: 'npm run selftest', flags: '-- --short', exits: [0, 4] },
      { command: 'npm run selftest -- --short', exits: [0, 4] },
      { command: 'npm run selftest -- --break cpu-hog', flags: '--short', exits: [4] },
    ],
  },
  {
    name: 'before, after and a guard',
    steps: [
      bench('--out before --seed 1', TINY_ALONE),
      bench('--out after --seed 1', TINY_ALONE),
      { command: 'npm run compare -- before after' },
      { command: 'npm run report -- after --baseline before' },
      bench('--strategy a=blocking,b=blocking', TINY),
      bench(
        "--strategy blocking,thread-pool --fail-on 'thread-pool.neighbour-warm.p99 > 20% of blocking'",
        TINY,
        GUARDED,
      ),
      bench(
        "--baseline before --fail-on 'thread-pool.neighbour-warm.p99 > +25%' --strict",
        `${TINY} --strategy thread-pool`,
        GUARDED,
      ),
    ],
  },
  {
    name: 'a configuration file',
    files: ['holdup.config.ts'],
    steps: [
      bench('--print-config', ''),
      { command: 'HOLDUP_ROUNDS=12 npm run bench', flags: `-- ${TINY}`, exits: GUARDED },
      bench('--no-config', TINY_ALONE),
    ],
  },
  {
    name: 'a server of somebody',
    files: ['my-server.mjs'],
    steps: [
      { command: 'node my-server.mjs', goesOn: 200 },
      bench('--task spin --target mine=http://127.0.0.1:3000 --strategy blocking,thread-pool', TINY_ALONE),
    ],
  },
  {
    name: 'a server of ours by its URL',
    steps: [
      { command: 'npm run serve -- --strategy thread-pool --port 3000', goesOn: 200 },
      bench('--strategy none --target mine=http://127.0.0.1:3000 --no-verify', TINY),
    ],
  },
  {
    name: 'a function of somebody',
    steps: [
      { command: 'npm run new-task -- ./my-task.ts' },
      bench('--task ./my-task.ts --quick', `${ONE_SECOND} --strategy thread-pool`),
      { command: 'npm run serve -- --strategy thread-pool --task-file ./my-task.ts', goesOn: 200 },
    ],
  },
  {
    name: 'choosing by scenario',
    steps: [
      bench('--scenario tiny-tasks', `${ONE_SECOND} --strategy blocking`),
      bench('--scenario long-tasks', TINY_ALONE),
      bench('--scenario jobs', `${TINY} --strategy background-pool`),
      bench('--scenario big-payload', `${ONE_SECOND} --strategy thread-pool-shared`),
    ],
  },
  {
    name: 'choosing by arrivals',
    steps: [
      bench('--scenario burst --strategy load-shedding,thread-pool', `${TINY} --strategy load-shedding`),
      bench('--scenario fetch-compute-store', TINY_ALONE),
      bench(
        '--scenario open-loop --strategy thread-pool,cluster-pool',
        `${TINY} --heavy-rate 5 --strategy cluster-pool`,
      ),
      bench('--strategy blocking,thread-pool --rounds auto --budget 5', TINY_ALONE),
    ],
  },
  {
    name: 'choosing by task',
    steps: [
      bench('--strategy blocking,yielding,thread-pool --task spin --task-ms 100', `${ONE_SECOND} --strategy yielding`),
      bench('--strategy native,thread-pool --task password-hash', `${ONE_SECOND} --strategy native`),
      bench(
        '--task spin --task-ms 20 --clients 3 --neighbour-rate 30 --strategy blocking,thread-pool',
        `${ONE_SECOND} --strategy blocking`,
      ),
    ],
  },
  {
    name: 'breaking things',
    steps: [
      { command: 'npm run faults', flags: '-- --strategy blocking --fault task-throws' },
      faults('--strategy background-pool,job-queue --fault server-killed', '--strategy background-pool'),
      faults('--strategy thread-pool,process-pool --fault task-exits', '--strategy thread-pool'),
    ],
  },
  {
    name: 'the workshop',
    steps: [
      { command: 'npm run workshop' },
      { command: 'npm run workshop -- doctor', exits: [0, 4] },
      { command: 'npm run workshop -- watch', goesOn: 'watch' },
      { command: 'npm run live', flags: '-- --port 0 --strategy blocking', goesOn: 'live' },
      { command: 'npm run live -- --host 0.0.0.0', flags: '--port 0 --strategy blocking', goesOn: 'live' },
    ],
  },
  {
    name: 'a queue on several machines',
    needsRedis: true,
    steps: [
      {
        command: 'npm run serve -- --strategy job-queue --workers 0 --queue redis://127.0.0.1:6379#reports',
        goesOn: 202,
      },
      { command: 'npm run worker -- --queue redis://127.0.0.1:6379#reports', goesOn: 'worker' },
      bench('--strategy job-queue --queue redis://127.0.0.1:6379', TINY),
    ],
  },
];

/** Not typed here, and why. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'npm ci': 'needs the network; CI begins with it, in a fresh checkout',
  'holdup bench --strategy thread-': 'half a command: tests/terminal-completion.test.ts presses TAB behind it',
  'npm link': 'changes the machine outside of the folder; tests/terminal-completion.test.ts runs the command itself',
  'npm test': 'CI runs it, and this file is part of it',
};

const redis = await openExampleRedis();
// What is stripped and compiled in copies of the house is of no use afterwards.
let compileCache: string;
beforeAll(async () => {
  compileCache = await mkdtemp(path.join(tmpdir(), 'holdup-compiled-'));
});
afterAll(async () => rm(compileCache, { recursive: true, force: true }));
// Each of them waits for its servers now and then: three keep two cores busy.
vi.setConfig({ maxConcurrency: 3 });

const READY_MS = 30_000;
/** On a machine that does nothing else a chain takes half a minute. */
const CHAIN_MS = 480_000;
/** Known answer of the task `spin`. */
const QUESTION = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"iterations":1}' };

/** With the addresses that are free here in place of those on the page. */
function placed(text: string, house: House): string {
  const redisPlace = new URL(redis?.url ?? 'redis://127.0.0.1:6379').host;
  return text.replaceAll('127.0.0.1:6379', redisPlace).replaceAll('127.0.0.1:3000', `127.0.0.1:${house.port}`);
}

const problem = (line: string, what: string, typed: TypedCommand): string =>
  `${line}\n${what}:\n${typed.output().slice(-3_000)}`;

async function statusOf(url: string): Promise<number> {
  try {
    const response = await fetch(url, QUESTION);
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}

/** Whether it does what it is there for, within a time that is enough. */
async function getsReady(goesOn: NonNullable<Step['goesOn']>, typed: TypedCommand, house: House): Promise<boolean> {
  const url = `http://127.0.0.1:${house.port}/tasks/spin`;
  const endAtMs = performance.now() + READY_MS;
  while (performance.now() < endAtMs && typed.child.exitCode === null) {
    const isReady =
      typeof goesOn === 'number' ? (await statusOf(url)) === goesOn : typed.output().includes(READY_TEXTS[goesOn]);
    if (isReady) return true;
    await delay(100);
  }
  return false;
}

/** @returns what went wrong; null when nothing did */
async function run({ command, flags = '', exits = [0], goesOn }: Step, house: House): Promise<string | null> {
  const isServer = command.startsWith('npm run serve');
  const line = placed(`${command} ${isServer ? `--port ${house.port}` : flags}`.trim(), house);
  if (house.hasTyped(line)) return null;
  const typed = house.type(line);
  if (goesOn !== undefined)
    return (await getsReady(goesOn, typed, house)) ? null : problem(line, 'was not ready', typed);
  const exitCode = await typed.ended;
  return exitCode !== null && exits.includes(exitCode) ? null : problem(line, `ended with ${exitCode}`, typed);
}

test('every command that the pages name is typed below, and no other', () => {
  const steps = CHAINS.flatMap((chain) => chain.steps.map(({ command }) => command));
  const known = [...steps, ...Object.keys(ELSEWHERE)];
  expect(known.toSorted((a, b) => a.localeCompare(b))).toEqual([...COMMANDS].toSorted((a, b) => a.localeCompare(b)));
});

test('every file that the pages name is written below', () => {
  expect(CHAINS.flatMap(({ files = [] }) => files).toSorted()).toEqual([...FILES.keys()].toSorted());
});

describe.concurrent('what the pages for users tell them to type', () => {
  test.for(CHAINS)(
    '$name',
    { timeout: CHAIN_MS },
    async ({ files = [], needsRedis, steps }, { skip, onTestFinished }) => {
      if (needsRedis === true && redis === undefined) skip();
      const house = await openHouse(compileCache);
      // Also after a time limit: whoever was typed is ended.
      onTestFinished(async () => house[Symbol.asyncDispose]());
      for (const name of files) await writeFile(path.join(house.folder, name), FILES.get(name) ?? '');
      let found: string | null = null;
      for (const step of steps) found ??= await run(step, house);
      expect(found).toBeNull();
    },
  );
});
