import { Command, InvalidArgumentError, Option } from 'commander';
import { scenarioByName } from '../scenarios/list.ts';
import { TASK_TIMEOUT, parseArguments, wholeNumber } from '../servers/arguments.ts';
import { strategyNames } from '../servers/strategies/index.ts';
import { taskByName } from '../servers/tasks/list.ts';
import type { Json } from '../servers/task.ts';
import type { CoresChoice } from './setup.ts';
import { TELLING_STRATEGIES } from './strategy-choice.ts';

/** The command line as typed, each value within its bounds; names are not looked up yet. */
export interface BenchOptions {
  readonly scenario: string;
  /** undefined: the telling ones, or the scenario's. */
  readonly strategy?: readonly string[];
  readonly all?: true;
  readonly target: readonly string[];
  /** A name, or the path of a file as it was typed. */
  readonly task?: string;
  readonly input?: Json;
  readonly taskMs?: number;
  readonly rounds?: number | 'auto';
  /** Minutes that `--rounds auto` may take. */
  readonly budget: number;
  readonly quick?: true;
  readonly duration?: number;
  readonly clients?: number;
  readonly heavyRate?: readonly number[];
  readonly arrivals?: 'poisson' | 'even';
  readonly neighbourRate?: number;
  readonly cores: CoresChoice;
  readonly workers?: number;
  readonly queueLimit: number;
  readonly taskTimeout?: number;
  readonly queue?: string;
  readonly seed?: number;
  readonly out?: string;
  readonly verify: boolean;
  readonly selfTest: boolean;
  readonly failOn: readonly string[];
  readonly baseline?: string;
  readonly allowMismatch?: true;
  readonly strict?: true;
  readonly allowRemote?: true;
  readonly json?: true;
  readonly color: 'auto' | 'always' | 'never';
}

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
    .option('--baseline <record>', 'what a --fail-on with a percentage is compared with')
    .option('--allow-mismatch', 'let --baseline be of another machine, runtime or scenario')
    .option('--strict', 'exit code 4 when the result is not to be relied on')
    .option('--json', 'print one JSON object instead of the table')
    .addOption(
      new Option('--color <when>', 'colours in the table').choices(['auto', 'always', 'never']).default('auto'),
    );

/** @param argv the arguments alone @throws {HarnessError} ERR_USAGE */
export function readBenchOptions(argv: readonly string[]): BenchOptions {
  const command = new Command('npm run bench --').description(WHAT).addHelpText('after', EXAMPLES);
  for (const add of [addTargets, addLoad, addSetting, addOutcome]) add(command);
  parseArguments(command, argv);
  return command.opts<BenchOptions>();
}
