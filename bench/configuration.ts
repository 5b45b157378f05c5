import { isIP } from 'node:net';
import { scenarioByName } from '../scenarios/list.ts';
import type { Ask, Load, Scenario, Stream } from '../scenarios/scenario.ts';
import { HarnessError } from '../servers/errors.ts';
import { parseQueueUrl } from '../servers/queue/queue-url.ts';
import { findTask } from '../servers/run-task.ts';
import type { Json, Task } from '../servers/task.ts';
import { GuardError, parseGuard } from '../stats/compare/guard.ts';
import { isAsked, isBurst } from '../stats/loads.ts';
import { isHeavy, isPoison } from '../stats/phases.ts';
import { checkedInput } from './checked-input.ts';
import { needsCapacities, rateLevel } from './levels.ts';
import type { BenchOptions } from './options.ts';
import { chooseStrategies } from './strategy-choice.ts';
import type { Target } from './target.ts';

/** Scalings that `--quick` applies where no flag says otherwise. */
const QUICK = { roundCount: 2, warmupMs: 600, quietMs: 400, loadMs: 2_000, recoveryMs: 500 } as const;
const MS_PER_SECOND = 1_000;

/** What the flags ask for, every name looked up. */
export interface Configuration {
  /** Without the strategies that it is about, as `targets` are those that will be measured. */
  readonly scenario: Omit<Scenario, 'strategies'>;
  readonly targets: readonly Target[];
  /** Why strategies that nobody named are not among them, one line each. */
  readonly leftOut: readonly string[];
  /** null when nobody asks for heavy work. */
  readonly heavy: { readonly task: Task; readonly input: Json; readonly taskMs: number | null } | null;
}

function findScenario(name: string): Scenario {
  const scenario = scenarioByName.get(name);
  if (scenario !== undefined) return scenario;
  const names = [...scenarioByName.keys()].join(', ');
  throw new HarnessError('ERR_SCENARIO_UNKNOWN', `No scenario is called "${name}". There are: ${names}`);
}

function heavyWork(scenario: Scenario, options: BenchOptions): Configuration['heavy'] {
  const asks = scenario.streams
    .filter(isHeavy)
    .filter(isAsked)
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

/** What streams that must fail ask for: strategies must be able to do that too. */
const poisonTasks = ({ streams }: Pick<Scenario, 'streams'>): Task[] =>
  streams.filter(isPoison).flatMap(({ ask }) => (ask.kind === 'task' ? [findTask(ask.taskName)] : []));

/** What a heavy stream asks for, by the way that it did before. */
function askOf({ ask }: Stream, taskName: string, input: Json): Ask {
  const { rowKey } = ask.kind === 'task' ? ask : {};
  return { kind: 'task', taskName, input, ...(rowKey === undefined ? {} : { rowKey }) };
}

/** The scenario with its heavy streams asking for exactly this. */
function withTask(scenario: Scenario, taskName: string, input: Json): Scenario {
  return {
    ...scenario,
    streams: scenario.streams.map((stream) =>
      isHeavy(stream) ? { ...stream, ask: askOf(stream, taskName, input) } : stream,
    ),
  };
}

export const withWork = (scenario: Scenario, { name }: Task, input: Json): Scenario => withTask(scenario, name, input);

/** Nobody asks for heavy work: what would be asked for stands in the record all the same, as data. */
function withoutWork({ levels, ...scenario }: Scenario): Scenario {
  const ask = scenario.streams.find(isHeavy)?.ask;
  return ask?.kind !== 'task' ? scenario : withTask(scenario, ask.taskName, ask.input);
}

function loadOf(stream: Stream, { clients, heavyRate, arrivals, neighbourRate }: BenchOptions): Load {
  const { ask, load } = stream;
  const spaced: Load = load.kind === 'open' && arrivals !== undefined ? { ...load, spacing: arrivals } : load;
  if (ask.kind === 'health')
    return spaced.kind === 'open'
      ? { ...spaced, arrivalsPerSecond: neighbourRate ?? spaced.arrivalsPerSecond }
      : spaced;
  if (isPoison(stream)) return spaced;
  if (clients !== undefined) return { kind: 'closed', clientCount: clients };
  const [rate] = heavyRate ?? [];
  return rate === undefined ? spaced : { kind: 'open', arrivalsPerSecond: rate, spacing: arrivals ?? 'poisson' };
}

/** Flags that name the heavy load themselves leave no levels of the scenario, but may make some of their own. */
function levelsOf(
  own: Scenario['levels'],
  { clients, heavyRate, arrivals = 'poisson' }: BenchOptions,
): Scenario['levels'] {
  if (clients !== undefined && heavyRate !== undefined)
    throw new HarnessError(
      'ERR_USAGE',
      'Heavy clients either wait for their answers (--clients) or do not (--heavy-rate)',
    );
  if (clients !== undefined || heavyRate?.length === 1) return undefined;
  return heavyRate?.map((rate) => rateLevel(rate, arrivals)) ?? own;
}

/** A burst takes as long as it takes: cut short, nobody would see how it ends. */
export function quickened({
  streams,
  loadMs,
  recoveryMs,
}: Pick<Scenario, 'streams' | 'loadMs' | 'recoveryMs'>): Partial<Scenario> {
  return isBurst({ streams }) ? { ...QUICK, loadMs, recoveryMs } : QUICK;
}

/** A burst that became a steady load would be another scenario. @throws {HarnessError} ERR_USAGE */
function checkLoadFlags({ name, streams }: Scenario, { clients, heavyRate }: BenchOptions): void {
  if (!isBurst({ streams }) || (clients ?? heavyRate) === undefined) return;
  throw new HarnessError(
    'ERR_USAGE',
    `Cannot use ${clients === undefined ? '--heavy-rate' : '--clients'} as ${name} says how many heavy requests come, and when`,
  );
}

function resolvedScenario(options: BenchOptions): Scenario {
  const found = findScenario(options.scenario);
  const { levels: ownLevels, ...scenario } = {
    ...found,
    ...(options.quick === true ? quickened(found) : {}),
  };
  const levels = levelsOf(ownLevels, options);
  checkLoadFlags(scenario, options);
  return {
    ...scenario,
    ...(levels === undefined ? {} : { levels }),
    loadMs: options.duration === undefined ? scenario.loadMs : options.duration * MS_PER_SECOND,
    roundCount: typeof options.rounds === 'number' ? options.rounds : scenario.roundCount,
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

/** @throws {HarnessError} ERR_TARGET_NAME, ERR_TARGET_NONE */
function checkTargets(targets: readonly Target[]): void {
  const twice = targets.find(({ name }, index) => targets.findIndex((other) => other.name === name) < index);
  if (twice !== undefined)
    throw new HarnessError('ERR_TARGET_NAME', `Cannot measure two targets of the same name: ${twice.name}`);
  if (targets.length === 0)
    throw new HarnessError('ERR_TARGET_NONE', 'Cannot measure as no strategy and no target is named');
}

/** The report evaluates them, minutes later: what can be told of them now is told now. @throws {HarnessError} ERR_FAIL_ON */
function checkGuards(texts: readonly string[], scenario: Scenario, targets: readonly Target[]): void {
  const known = {
    targetNames: targets.map(({ name }) => name),
    streamNames: scenario.streams.map(({ name }) => name),
    levelNames: (scenario.levels ?? []).flatMap((level) => ('load' in level ? [level.name] : [])),
  };
  for (const text of texts) {
    try {
      // Rates that depend on capacities have no names yet.
      parseGuard(text, needsCapacities(scenario) ? undefined : known);
    } catch (thrown) {
      if (!(thrown instanceof GuardError)) throw thrown;
      throw new HarnessError('ERR_FAIL_ON', thrown.message, { cause: thrown });
    }
  }
}

/**
 * @param workerCount threads or processes per strategy
 * @throws {HarnessError} with what to change, for any name or value that cannot be used
 */
export async function configure(options: BenchOptions, workerCount: number): Promise<Configuration> {
  // Here and not where a flag is read, as a queue has an error of its own.
  if (options.queue !== undefined) parseQueueUrl(options.queue);
  const { strategies: ofScenario, ...asked } = resolvedScenario(options);
  const heavy = heavyWork(asked, options);
  const scenario = heavy === null ? withoutWork(asked) : withWork(asked, heavy.task, heavy.input);
  const { targets: strategies, leftOut } = await chooseStrategies(options, {
    tasks: [...(heavy === null ? [] : [heavy.task]), ...poisonTasks(asked)],
    ofScenario,
    workerCount,
  });
  const targets = [...strategies, ...options.target.map((text) => urlTarget(text, options.allowRemote === true))];
  checkTargets(targets);
  checkGuards(options.failOn, scenario, targets);
  return { scenario, heavy, targets, leftOut };
}
