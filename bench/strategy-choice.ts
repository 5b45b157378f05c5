import { HarnessError } from '../servers/errors.ts';
import { loadStrategy, strategyNames } from '../servers/strategies/index.ts';
import type { Strategy } from '../servers/strategy.ts';
import type { Task } from '../servers/task.ts';
import { tasks } from '../servers/tasks/list.ts';
import type { BenchOptions } from './options.ts';
import type { Target } from './target.ts';

/**
 * What a run measures unless somebody says otherwise: the problem, and one of each way out of it. Off the loop by
 * threads and by processes, answered before the work is done, more of the same server, and a queue that outlives it.
 * Six of them times six rounds is what four minutes hold; the other strategies vary one of these, or fail to be a cure.
 */
export const TELLING_STRATEGIES: readonly string[] = [
  'blocking',
  'thread-pool',
  'process-pool',
  'background-pool',
  'cluster',
  'job-queue',
];

/** What will be measured of ours. */
export interface StrategyChoice {
  readonly targets: readonly Target[];
  /** Why strategies that nobody named are not among them, one line each. */
  readonly leftOut: readonly string[];
}

interface NamedStrategy {
  /** The strategy's own name, or the one given to it. */
  readonly name: string;
  readonly strategy: Strategy;
}

/** @param text a strategy's name, or another name for it: NAME=STRATEGY */
async function named(text: string): Promise<NamedStrategy> {
  const [, alias, strategyName = text] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  const strategy = await loadStrategy(strategyName);
  return { name: alias ?? strategy.name, strategy };
}

function target({ name, strategy }: NamedStrategy, workerCount: number): Target {
  const { name: strategyName, summary } = strategy;
  return { kind: 'strategy', name, strategyName, summary, queue: strategy.queue?.(workerCount) };
}

const canDo = ({ strategy }: NamedStrategy, task: Task): boolean => strategy.supports?.(task) ?? true;

/** undefined when it can do them all. */
function inability(one: NamedStrategy, asked: readonly Task[]): string | undefined {
  const unable = asked.filter((task) => !canDo(one, task)).map(({ name }) => name);
  const able = tasks.filter((task) => canDo(one, task)).map(({ name }) => name);
  return unable.length === 0 ? undefined : `it cannot do ${unable.join(' and ')}, only ${able.join(', ')}`;
}

/**
 * Those that somebody named, or else all, or those that the scenario is about, or else the telling ones.
 *
 * @param asked the tasks that they will be asked for
 * @param ofScenario names of the strategies that the scenario is about
 * @param workerCount threads or processes per strategy
 * @throws {HarnessError} ERR_STRATEGY_UNKNOWN; ERR_TASK_UNSUPPORTED for a strategy that was named
 */
export async function chooseStrategies(
  { strategy: typed, all }: Pick<BenchOptions, 'strategy' | 'all'>,
  {
    tasks: asked,
    ofScenario = TELLING_STRATEGIES,
    workerCount,
  }: {
    readonly tasks: readonly Task[];
    readonly ofScenario: readonly string[] | undefined;
    readonly workerCount: number;
  },
): Promise<StrategyChoice> {
  if (typed?.length === 1 && typed[0] === 'none') return { targets: [], leftOut: [] };
  const names = typed ?? (all === true ? strategyNames : ofScenario);
  const strategies = await Promise.all([...new Set(names)].map(named));
  const reasons = new Map(strategies.map((one) => [one, inability(one, asked)]));
  const [first, reason] = [...reasons].find(([, text]) => text !== undefined) ?? [];
  if (typed !== undefined && first !== undefined)
    throw new HarnessError('ERR_TASK_UNSUPPORTED', `Cannot measure ${first.name} as ${reason}`);
  return {
    targets: strategies.filter((one) => reasons.get(one) === undefined).map((one) => target(one, workerCount)),
    leftOut: [...reasons].flatMap(([{ name }, text]) => (text === undefined ? [] : [`${name} is left out: ${text}`])),
  };
}

/**
 * For who knows the task by its name.
 *
 * @throws {HarnessError} ERR_STRATEGY_UNKNOWN; ERR_TASK_UNSUPPORTED for a strategy that cannot do it
 */
export async function chooseForTask(
  strategy: readonly string[],
  taskName: string,
  workerCount: number,
): Promise<readonly Target[]> {
  const asked = tasks.filter(({ name }) => name === taskName);
  return (await chooseStrategies({ strategy }, { tasks: asked, ofScenario: undefined, workerCount })).targets;
}
