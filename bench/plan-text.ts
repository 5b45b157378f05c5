import type { Configuration } from './configuration.ts';
import { needsCapacities } from './levels.ts';
import type { BenchOptions } from './options.ts';
import { formatLength } from './progress.ts';
import type { RoundPlan } from './record-run.ts';
import { plannedTrialMs } from './run.ts';

/** Of one round: start, compile, measure. */
const CALIBRATION_MS = 2_100;
const SELF_TEST_MS = 5_500;
/** Of one target: start, warm up, press. */
const CAPACITY_MS = 6_000;

/** How many trials, and how long they will take. */
function lengthText(
  { scenario, targets, heavy }: Configuration,
  { quick, selfTest }: BenchOptions,
  plan: RoundPlan,
): string {
  const trialMs = plannedTrialMs(scenario);
  const levelCount = scenario.levels?.length ?? 1;
  const levels = levelCount === 1 ? '' : `${levelCount} levels x `;
  const each = `${targets.length} targets x ${levels}`;
  const beforeMs = (selfTest ? SELF_TEST_MS : 0) + (needsCapacities(scenario) ? targets.length * CAPACITY_MS : 0);
  if (plan.kind === 'auto') {
    return `${scenario.name}: ${each}rounds of ${(trialMs / 1_000).toFixed(1)} s until intervals are narrow, at most ${formatLength(beforeMs + plan.budgetMs)}`;
  }
  const roundMs = targets.length * levelCount * trialMs + (heavy === null ? 0 : CALIBRATION_MS);
  const trials = `${each}${scenario.roundCount} rounds x ${(trialMs / 1_000).toFixed(1)} s`;
  const hint = quick === true ? '' : ' (--quick: a first look in less)';
  return `${scenario.name}: ${trials} = about ${formatLength(beforeMs + scenario.roundCount * roundMs)}${hint}`;
}

/** What is about to happen, how long it will take, and what will not happen. */
export function planText(configuration: Configuration, options: BenchOptions, plan: RoundPlan): string {
  return [lengthText(configuration, options, plan), ...configuration.leftOut].join('\n');
}
