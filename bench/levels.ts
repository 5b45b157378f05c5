import type { Level, Scenario, SteadyLoad } from '../scenarios/scenario.ts';
import { isHeavy } from '../stats/phases.ts';
import { formatRate } from '../stats/units.ts';

/** A level whose rate is known. */
export interface ResolvedLevel {
  readonly name: string;
  readonly load: SteadyLoad;
}

/** A scenario that can be run: every level has its load. */
export type ResolvedScenario = Omit<Scenario, 'levels'> & { readonly levels?: readonly ResolvedLevel[] };

/** What one target did in a closed loop that kept all its workers busy. */
export interface Capacity {
  readonly targetName: string;
  readonly donePerSecond: number;
}

/** Levels nearer to each other than this would be measured twice to say the same. */
const SAME_RATE = 1.1;

export const rateLevel = (arrivalsPerSecond: number, spacing: 'poisson' | 'even'): ResolvedLevel => ({
  name: formatRate(arrivalsPerSecond),
  load: { kind: 'open', arrivalsPerSecond, spacing },
});

/** Whether rates depend on capacities that must be measured first. */
export const needsCapacities = ({ levels }: Scenario): boolean =>
  levels?.some((level) => 'capacityShare' in level) ?? false;

/** Two digits are as many as a capacity has: 6.4, 23, 180. */
const roundedRate = (perSecond: number): number => Number(perSecond.toPrecision(2));

/**
 * Shares of capacities as absolute rates, slowest first, the same for all targets. A rate that another level nearly has
 * is left out.
 *
 * @param capacities of all targets that could be measured; not empty where a level is a share
 */
export function resolveLevels(
  levels: readonly Level[],
  capacities: readonly Capacity[],
  spacing: 'poisson' | 'even',
): ResolvedLevel[] {
  const rates = capacities.map(({ donePerSecond }) => donePerSecond);
  const base = { weakest: Math.min(...rates), best: Math.max(...rates) };
  const named = levels.filter((level) => 'load' in level);
  const sharedRates = levels
    .flatMap((level) => ('load' in level ? [] : [roundedRate(level.capacityShare * base[level.of])]))
    .toSorted((a, b) => a - b)
    .filter((rate, index, sorted) => index === 0 || rate > SAME_RATE * (sorted[index - 1] ?? 0));
  return [...named, ...sharedRates.map((rate) => rateLevel(rate, spacing))];
}

/** The scenario as one trial runs it: its heavy streams carry the level's load. */
export function atLevel(
  { levels, ...scenario }: ResolvedScenario,
  level: ResolvedLevel | null,
): Omit<Scenario, 'levels'> {
  if (level === null) return scenario;
  return {
    ...scenario,
    streams: scenario.streams.map((stream) => (isHeavy(stream) ? { ...stream, load: level.load } : stream)),
  };
}
