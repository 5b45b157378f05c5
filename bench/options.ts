import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { scenarioByName } from '../scenarios/list.ts';
import { parseArguments, wholeNumber } from '../servers/arguments.ts';
import { strategyNames } from '../servers/strategies/index.ts';
import { taskByName } from '../servers/tasks/list.ts';
import type { Json } from '../servers/task.ts';

/** The command line as typed, each value within its bounds; names are not looked up yet. */
export interface BenchOptions {
  readonly scenario: string;
  readonly strategy: readonly string[];
  readonly target: readonly string[];
  readonly task?: string;
  readonly input?: Json;
  readonly taskMs?: number;
  readonly rounds?: number;
  readonly quick?: true;
  readonly duration?: number;
  readonly clients?: number;
  readonly neighbourRate?: number;
  readonly workers: number;
  readonly queueLimit: number;
  readonly seed?: number;
  readonly out?: string;
  readonly verify: boolean;
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

const WHAT = `Measures how long light requests wait while heavy ones run, for each strategy, and writes a report.
Every strategy gets a fresh server process in every round.`;

const EXAMPLES = `
Examples:
  npm run bench -- --quick                              a first look, under a minute
  npm run bench -- --strategy blocking,thread-pool      two of them
  npm run bench -- --task spin --task-ms 20             shorter work
  npm run bench -- --target mine=http://127.0.0.1:3000  your own server beside ours
  npm run bench -- --strategy none --target mine=http://127.0.0.1:3000 --clients 0

Exit codes: 0 all went well, 1 holdup itself failed, 2 the command cannot be carried out,
5 a trial was void (the report says which and why), 130 interrupted (the partial report is kept).`;

/** @param argv the arguments alone @throws {HarnessError} ERR_USAGE */
export function readBenchOptions(argv: readonly string[]): BenchOptions {
  const count = (min: number, max: number) => wholeNumber({ min, max });
  const command = new Command('npm run bench --')
    .description(WHAT)
    .addHelpText('after', EXAMPLES)
    .option('--scenario <name>', `one of: ${[...scenarioByName.keys()].join(', ')}`, 'neighbours')
    .addOption(
      new Option('--strategy <names>', `comma-separated, of: ${strategyNames.join(', ')}; none for targets only`)
        .argParser(list)
        .default(strategyNames, 'all'),
    )
    .addOption(
      new Option('--target <name=url>', 'a running server to measure beside them; may be given more than once')
        .argParser((text: string, before: readonly string[]) => [...before, text])
        .default([], 'none'),
    )
    .option('--task <name>', `the heavy work, one of: ${[...taskByName.keys()].join(', ')} (default: the scenario's)`)
    .option('--input <json>', "the task's input (default: the task's own)", jsonValue)
    .option('--task-ms <ms>', 'scale the input so that one task takes this long here', count(1, 5_000))
    .option('--rounds <count>', "fresh starts of every server (default: the scenario's)", count(1, 1_000))
    .option('--quick', 'fewer and shorter rounds: a first look, not for publication')
    .option('--duration <seconds>', "heavy load in each trial (default: the scenario's)", count(1, 3_600))
    .option('--clients <count>', 'hammering clients, 0 for none', count(0, 10_000))
    .option('--neighbour-rate <per second>', 'arrivals of each kind of neighbour', count(1, 5_000))
    .option('--workers <count>', 'threads or processes per strategy', count(1, 1_024), availableParallelism())
    .option('--queue-limit <count>', 'jobs that may wait for a worker', count(0, 1_000_000), 100)
    .option('--seed <number>', 'repeats the order and the arrivals of an earlier run', count(0, 4_294_967_295))
    .option('--out <folder>', 'where to write (default: reports/runs/<time>-<scenario>)')
    .option('--no-verify', 'do not compare answers with the right ones')
    .option('--allow-remote', 'let --target name another machine; only where its owner agreed')
    .option('--json', 'print one JSON object instead of the table')
    .addOption(
      new Option('--color <when>', 'colours in the table').choices(['auto', 'always', 'never']).default('auto'),
    );
  parseArguments(command, argv);
  return command.opts<BenchOptions>();
}
