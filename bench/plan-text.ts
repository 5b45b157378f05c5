import { type Configuration, quickened } from './configuration.ts';
import { formatLength } from './length-text.ts';
import { needsCapacities } from './levels.ts';
import type { BenchOptions } from './options.ts';
import { CALIBRATION_MS, CAPACITY_MS, SELF_TEST_MS } from './planned-times.ts';
import type { RoundPlan } from './record-run.ts';
import { plannedTrialMs } from './run.ts';

type Planned = Pick<Configuration, 'scenario' | 'targets' | 'heavy'>;

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** What happens before the first round. */
function beforeMs({ scenario, targets }: Planned, { selfTest }: BenchOptions): number {
  return (selfTest ? SELF_TEST_MS : 0) + (needsCapacities(scenario) ? targets.length * CAPACITY_MS : 0);
}

function fixedMs(planned: Planned, options: BenchOptions): number {
  const { scenario, targets, heavy } = planned;
  const trialCount = targets.length * (scenario.levels?.length ?? 1);
  const roundMs = trialCount * plannedTrialMs(scenario) + (heavy === null ? 0 : CALIBRATION_MS);
  return beforeMs(planned, options) + scenario.roundCount * roundMs;
}

/** What --quick would make of it, as it stands beside the flags that were given; nothing where that is no shorter. */
function quickHint(planned: Planned, options: BenchOptions, lengthMs: number): string {
  if (options.quick === true) return '';
  const { scenario } = planned;
  const { roundCount, loadMs } = scenario;
  const quick = {
    ...scenario,
    ...quickened(scenario),
    ...(options.rounds === undefined ? {} : { roundCount }),
    ...(options.duration === undefined ? {} : { loadMs }),
  };
  const quickMs = fixedMs({ ...planned, scenario: quick }, options);
  return quickMs > lengthMs / 2 ? '' : ` (--quick: ${formatLength(quickMs)})`;
}

/** How many trials, and how long they will take. */
function lengthText(planned: Planned, options: BenchOptions, plan: RoundPlan): string {
  const { scenario, targets } = planned;
  const levelCount = scenario.levels?.length ?? 1;
  const levels = levelCount === 1 ? '' : `${levelCount} levels x `;
  const each = `${scenario.name}: ${counted(targets.length, 'target')} x ${levels}`;
  const trial = `${(plannedTrialMs(scenario) / 1_000).toFixed(1)} s`;
  if (plan.kind === 'auto') {
    const atMost = formatLength(beforeMs(planned, options) + plan.budgetMs);
    return `${each}rounds of ${trial} until intervals are narrow, at most ${atMost}`;
  }
  const lengthMs = fixedMs(planned, options);
  const hint = quickHint(planned, options, lengthMs);
  return `${each}${counted(scenario.roundCount, 'round')} x ${trial} = about ${formatLength(lengthMs)}${hint}`;
}

/** What is about to happen, how long it will take, and what will not happen. */
export function planText(configuration: Configuration, options: BenchOptions, plan: RoundPlan): string {
  return [lengthText(configuration, options, plan), ...configuration.leftOut].join('\n');
}
