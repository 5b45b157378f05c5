import { isIP } from 'node:net';
import { Value } from 'typebox/value';
import { scenarioByName } from '../scenarios/list.ts';
import type { Ask, Load, Scenario, Stream } from '../scenarios/scenario.ts';
import { HarnessError } from '../servers/errors.ts';
import { findTask } from '../servers/run-task.ts';
import { loadStrategy } from '../servers/strategies/index.ts';
import type { Json, Task } from '../servers/task.ts';
import type { BenchOptions } from './options.ts';
import type { Target } from './target.ts';

/** Scalings that `--quick` applies where no flag says otherwise. */
const QUICK = { roundCount: 2, warmupMs: 600, quietMs: 400, loadMs: 2_000, recoveryMs: 500 } as const;
const MS_PER_SECOND = 1_000;

/** What the flags ask for, every name looked up. */
export interface Configuration {
  readonly scenario: Scenario;
  readonly targets: readonly Target[];
  /** null when nobody asks for heavy work. */
  readonly heavy: { readonly task: Task; readonly input: Json; readonly taskMs: number | null } | null;
}

function findScenario(name: string): Scenario {
  const scenario = scenarioByName.get(name);
  if (scenario !== undefined) return scenario;
  const names = [...scenarioByName.keys()].join(', ');
  throw new HarnessError('ERR_SCENARIO_UNKNOWN', `No scenario is called "${name}". There are: ${names}`);
}

/** @throws {HarnessError} ERR_TASK_INPUT with the first rule that the input breaks */
function checkedInput(task: Task, input: Json): Json {
  const [error] = Value.Errors(task.inputSchema, input);
  if (error === undefined) return input;
  const where = error.instancePath === '' ? 'the input' : error.instancePath;
  throw new HarnessError(
    'ERR_TASK_INPUT',
    `Cannot run ${task.name} as ${where} ${error.message}: got ${JSON.stringify(input)}`,
  );
}

function heavyWork(scenario: Scenario, options: BenchOptions): Configuration['heavy'] {
  const asks = scenario.streams
    .filter(({ load }) => load.kind === 'open' || load.clientCount > 0)
    .map(({ ask }) => ask);
  const ask = asks.find((one) => one.kind === 'task');
  const named = options.task === undefined ? undefined : findTask(options.task);
  if (ask === undefined) return null;
  const task = named ?? findTask(ask.taskName);
  const ownInput = options.task === undefined ? ask.input : task.defaultInput;
  const input = checkedInput(task, options.input ?? ownInput ?? task.defaultInput);
  // An input that somebody typed is run as it is.
  const askedMs = options.input === undefined && task.scale !== undefined ? ask.taskMs : undefined;
  return { task, input, taskMs: options.taskMs ?? askedMs ?? null };
}

/** The scenario with its heavy streams asking for exactly this. */
function withTask(scenario: Scenario, taskName: string, input: Json): Scenario {
  const ask: Ask = { kind: 'task', taskName, input };
  return {
    ...scenario,
    streams: scenario.streams.map((stream) => (stream.ask.kind === 'task' ? { ...stream, ask } : stream)),
  };
}

export const withWork = (scenario: Scenario, { name }: Task, input: Json): Scenario => withTask(scenario, name, input);

/** Nobody asks for heavy work: what would be asked for stands in the record all the same, as data. */
function withoutWork(scenario: Scenario): Scenario {
  const ask = scenario.streams.map((stream) => stream.ask).find((one) => one.kind === 'task');
  return ask === undefined ? scenario : withTask(scenario, ask.taskName, ask.input);
}

function loadOf({ ask, load }: Stream, { clients, neighbourRate }: BenchOptions): Load {
  if (load.kind === 'closed') return { ...load, clientCount: clients ?? load.clientCount };
  if (ask.kind === 'task') return load;
  return { ...load, arrivalsPerSecond: neighbourRate ?? load.arrivalsPerSecond };
}

function resolvedScenario(options: BenchOptions): Scenario {
  const scenario = { ...findScenario(options.scenario), ...(options.quick === true ? QUICK : {}) };
  return {
    ...scenario,
    loadMs: options.duration === undefined ? scenario.loadMs : options.duration * MS_PER_SECOND,
    roundCount: options.rounds ?? scenario.roundCount,
    streams: scenario.streams.map((stream) => ({ ...stream, load: loadOf(stream, options) })),
  };
}

/** The whole 127.0.0.0/8 block, ::1, and the name that means them. */
function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** @throws {HarnessError} ERR_TARGET_NAME, ERR_TARGET_REMOTE */
function urlTarget(text: string, allowRemote: boolean): Target {
  const [, name, address] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  const url = address === undefined || !URL.canParse(address) ? undefined : new URL(address);
  if (name === undefined || url === undefined || url.protocol !== 'http:') {
    throw new HarnessError(
      'ERR_TARGET_NAME',
      `Cannot read --target as it must be NAME=http://HOST:PORT: got "${text}"`,
    );
  }
  if (!allowRemote && !isLoopback(url.hostname)) {
    throw new HarnessError('ERR_TARGET_REMOTE', `Cannot measure ${name} as ${url.hostname} is not a loopback address`);
  }
  return { kind: 'url', name, url: url.origin };
}

async function strategyTargets(names: readonly string[]): Promise<Target[]> {
  if (names.length === 1 && names[0] === 'none') return [];
  const strategies = await Promise.all([...new Set(names)].map(loadStrategy));
  return strategies.map(({ name, summary }) => ({ kind: 'strategy', name, summary }));
}

async function allTargets(options: BenchOptions): Promise<Target[]> {
  const targets = [
    ...(await strategyTargets(options.strategy)),
    ...options.target.map((text) => urlTarget(text, options.allowRemote === true)),
  ];
  const twice = targets.find(({ name }, index) => targets.findIndex((other) => other.name === name) < index);
  if (twice !== undefined)
    throw new HarnessError('ERR_TARGET_NAME', `Cannot measure two targets of the same name: ${twice.name}`);
  if (targets.length === 0)
    throw new HarnessError('ERR_TARGET_NONE', 'Cannot measure as no strategy and no target is named');
  return targets;
}

/** @throws {HarnessError} with what to change, for any name or value that cannot be used */
export async function configure(options: BenchOptions): Promise<Configuration> {
  const scenario = resolvedScenario(options);
  const heavy = heavyWork(scenario, options);
  return {
    scenario: heavy === null ? withoutWork(scenario) : withWork(scenario, heavy.task, heavy.input),
    heavy,
    targets: await allTargets(options),
  };
}
