import { Command, InvalidArgumentError, Option } from 'commander';
import { scenarioByName } from '../scenarios/list.ts';
import { TASK_TIMEOUT, wholeNumber } from '../servers/arguments.ts';
import { strategyNames } from '../servers/strategies/index.ts';
import { taskByName } from '../servers/tasks/list.ts';
import type { Json } from '../servers/task.ts';
import { CONFIG_NAMES } from './config-file.ts';
import { TELLING_STRATEGIES } from './strategy-choice.ts';

function jsonValue(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new InvalidArgumentError(`It must be JSON: got "${text}".`);
  }
}

const list = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

const MAX_RATE_PER_SECOND = 5_000;

/** "10,25.5" -> [10, 25.5], each above 0. */
function rates(text: string): number[] {
  const values = list(text).map(Number);
  const odd = values.find((value) => !(value > 0 && value <= MAX_RATE_PER_SECOND));
  if (values.length === 0 || odd !== undefined)
    throw new InvalidArgumentError(
      `It must be numbers above 0 up to ${MAX_RATE_PER_SECOND}, with commas: got "${text}".`,
    );
  return [...new Set(values)];
}

const collected = (text: string, before: readonly string[]): string[] => [...before, text];

const WHAT = `Measures how long light requests wait while heavy ones run, for each strategy, and writes a report.
Every strategy gets a fresh server process in every round.`;

const EXAMPLES = `
Examples:
  npm run bench -- --quick                              a first look, about 90 seconds
  npm run bench -- --strategy blocking,thread-pool      two of them
  npm run bench -- --all --quick                        the whole map, roughly
  npm run bench -- --task spin --task-ms 20             shorter work
  npm run bench -- --task ./my-task.ts                  your own work (npm run new-task -- ./my-task.ts)
  npm run bench -- --target mine=http://127.0.0.1:3000  your own server beside ours
  npm run bench -- --strategy none --target mine=http://127.0.0.1:3000 --clients 0
  npm run bench -- --scenario open-loop --heavy-rate 10,25  heavy requests at random, at two rates
  npm run bench -- --strategy a=blocking,b=blocking      one strategy twice: is there a difference?
  npm run bench -- --rounds auto --budget 10             rounds until intervals are narrow, or 10 minutes
  npm run bench -- --fail-on 'thread-pool.neighbour-warm.p99 > 50ms'

Flags may also stand in a file or in the environment; a flag that is typed wins, then the environment, then the file:
  holdup.config.json                                     { "rounds": 6, "strategy": ["blocking", "cluster"] }
  HOLDUP_ROUNDS=6 HOLDUP_STRATEGY=blocking npm run bench
  npm run bench -- --print-config                        every flag, and where its value comes from

Exit codes: 0 all went well, 1 holdup itself failed, 2 the command cannot be carried out, 3 a --fail-on
fired, 4 not to be relied on (with --strict: a failed self-test, a cell that is INVALID, a --fail-on that
could not be decided), 5 a trial was void (the report says which and why), 130 interrupted (the partial
report is kept).`;

const count = (min: number, max: number) => wholeNumber({ min, max });

/** What is measured. */
const addTargets = (command: Command): Command =>
  command
    .option('--scenario <name>', `one of: ${[...scenarioByName.keys()].join(', ')}`, 'neighbours')
    .addOption(
      new Option(
        '--strategy <names>',
        `comma-separated, of: ${strategyNames.join(', ')}; none for targets only; NAME=STRATEGY gives it another name (default: those that the scenario is about, or else ${TELLING_STRATEGIES.join(', ')})`,
      ).argParser(list),
    )
    .addOption(
      new Option('--all', 'every strategy that can do the task; says first how long that takes').conflicts('strategy'),
    )
    .addOption(
      new Option('--target <name=url>', 'a running server to measure beside them; may be given more than once')
        .argParser(collected)
        .default([], 'none'),
    )
    .option(
      '--task <name or file>',
      `the heavy work, one of: ${[...taskByName.keys()].join(', ')}, or a file of yours: ./my-task.ts (default: the scenario's)`,
    )
    .option('--input <json>', "the task's input (default: the task's own)", jsonValue)
    .option('--task-ms <ms>', 'scale the input so that one task takes this long here', count(1, 5_000));

/** How long, and by whom. */
const addLoad = (command: Command): Command =>
  command
    .option(
      '--rounds <count>',
      "fresh starts of every server, or auto: until intervals are narrow (default: the scenario's)",
      (text: string) => (text === 'auto' ? text : count(1, 1_000)(text)),
    )
    .option('--budget <minutes>', 'what --rounds auto may take', count(1, 1_440), 10)
    .option('--quick', 'fewer and shorter rounds: a first look, not for publication')
    .option('--duration <seconds>', "heavy load in each trial (default: the scenario's)", count(1, 3_600))
    .option('--clients <count>', 'hammering clients, 0 for none', count(0, 10_000))
    .option(
      '--heavy-rate <per second>',
      'heavy requests that wait for nobody, at this rate or, with commas, rates',
      rates,
    )
    .addOption(
      new Option('--arrivals <how>', 'poisson: at random. even: like a clock, which hides queues').choices([
        'poisson',
        'even',
      ]),
    )
    .option('--neighbour-rate <per second>', 'arrivals of each kind of neighbour', count(1, 5_000));

/** On what, and how sure. */
const addSetting = (command: Command): Command =>
  command
    .addOption(
      new Option('--cores <how>', 'split: servers and senders on cores of their own; auto: split from 4 cores on')
        .choices(['auto', 'shared', 'split'])
        .default('auto'),
    )
    .option(
      '--workers <count>',
      'threads or processes per strategy (default: one per core of the servers)',
      count(1, 1_024),
    )
    .option('--queue-limit <count>', 'jobs that may wait for a worker', count(0, 1_000_000), 100)
    .option(
      '--task-timeout <ms>',
      'longest run of a task, where the strategy can stop it (default: 30 s)',
      TASK_TIMEOUT.parse,
    )
    .option('--queue <url>', 'a distributed queue for job-queue, such as redis://127.0.0.1:6379 (default: embedded)')
    .option('--seed <number>', 'repeats the order and the arrivals of an earlier run', count(0, 4_294_967_295))
    .option('--no-verify', 'do not compare answers with the right ones')
    .option('--no-self-test', 'do not look first whether answers that are known are found')
    .option('--allow-remote', 'let --target name another machine; only where its owner agreed');

/** What becomes of it. */
const addOutcome = (command: Command): Command =>
  command
    .option('--out <folder>', 'where to write (default: reports/runs/<time>-<scenario>)')
    .addOption(
      new Option('--fail-on <rule>', 'exit code 3 when it holds beyond doubt; may be given more than once')
        .argParser(collected)
        .default([], 'none'),
    )
    .option(
      '--baseline <record>',
      'an earlier run: what changed since stands in the report, and a --fail-on with a percentage is compared with it',
    )
    .option('--allow-mismatch', 'let --baseline be of another machine, runtime or scenario')
    .option('--strict', 'exit code 4 when the result is not to be relied on')
    .option('--json', 'print one JSON object instead of the table')
    .option('--csv', 'write samples.csv too: every request of every trial')
    .option('--open', 'open the report in the browser')
    .addOption(
      new Option('--color <when>', 'colours in the table').choices(['auto', 'always', 'never']).default('auto'),
    )
    .option('--ascii', 'print a report of nothing but ASCII (default: where the terminal shows nothing else)');

/** Where flags come from that nobody typed. */
const addConfig = (command: Command): Command =>
  command
    .option(
      '--config <file>',
      `flags from this file (default: ${CONFIG_NAMES.join(', ')} in this folder, if there is one)`,
    )
    .option('--no-config', 'no flags from a file')
    .option('--print-config', 'show every flag, its value and where that comes from; measures nothing');

/** The command with every flag that it takes. */
export function benchCommand(): Command {
  const command = new Command('npm run bench --').description(WHAT).addHelpText('after', EXAMPLES);
  for (const add of [addTargets, addLoad, addSetting, addOutcome, addConfig]) add(command);
  return command;
}

/** Flags of which only one may be given. */
export const RIVALS: readonly (readonly [string, string])[] = [
  ['strategy', 'all'],
  ['clients', 'heavyRate'],
];

/** Flags that say where flags come from, and so have no place there. */
const ABOUT_CONFIG: ReadonlySet<string> = new Set(['config', 'printConfig']);

/** The flags that a file and the environment may set. */
export const settableOptions = (command: Command): Option[] =>
  command.options.filter((option) => !ABOUT_CONFIG.has(option.attributeName()));

/** How a flag takes its value: none, names with commas, again and again, as JSON, or one. */
export function kindOf({
  parseArg,
  defaultValue,
  required,
}: Option): 'switch' | 'list' | 'repeated' | 'json' | 'single' {
  if (!required) return 'switch';
  if (parseArg === jsonValue) return 'json';
  if (parseArg === list || parseArg === rates) return 'list';
  return Array.isArray(defaultValue) ? 'repeated' : 'single';
}
