import { scenarioByName } from '../scenarios/list.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { loadStrategy, strategyNames } from '../servers/strategies/index.ts';
import type { Strategy } from '../servers/strategy.ts';
import type { Task } from '../servers/task.ts';
import { tasks } from '../servers/tasks/list.ts';
import { TELLING_STRATEGIES } from './strategy-choice.ts';

/** Everything that a run can be made of. */
export interface Catalogue {
  readonly strategies: readonly (Pick<Strategy, 'name' | 'family' | 'delivery' | 'summary' | 'promises'> & {
    /** Whether a run measures it when nobody names any. */
    readonly isDefault: boolean;
  })[];
  readonly tasks: readonly Pick<Task, 'name' | 'summary' | 'defaultInput'>[];
  readonly scenarios: readonly Pick<Scenario, 'name' | 'question' | 'expect' | 'strategies'>[];
}

export async function loadCatalogue(): Promise<Catalogue> {
  const strategies = await Promise.all(strategyNames.map(loadStrategy));
  return {
    strategies: strategies.map(({ name, family, delivery, summary, promises }) => ({
      name,
      family,
      delivery,
      summary,
      promises,
      isDefault: TELLING_STRATEGIES.includes(name),
    })),
    tasks: tasks.map(({ name, summary, defaultInput }) => ({ name, summary, defaultInput })),
    scenarios: [...scenarioByName.values()].map(({ name, question, expect, strategies: about }) => ({
      name,
      question,
      expect,
      ...(about === undefined ? {} : { strategies: about }),
    })),
  };
}
