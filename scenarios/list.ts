import * as exported from './index.ts';
import type { Scenario } from './scenario.ts';

export const scenarioByName: ReadonlyMap<string, Scenario> = new Map(
  Object.values(exported).map((scenario) => [scenario.name, scenario]),
);
