import { isHeavy } from './phases.ts';
import type { RunRecord } from './record.ts';

/** One load of the heavy streams, and the record as if it had been the only one. */
export interface LevelView {
  readonly name: string;
  readonly record: RunRecord;
}

/** A record of each level on its own: heavy streams carry its load, and only its trials are there. One, called '', where the scenario has none. */
export function levelViews(record: RunRecord): LevelView[] {
  const { levels, ...scenario } = record.scenario;
  if (levels === undefined) return [{ name: '', record }];
  return levels.map(({ name, load }) => ({
    name,
    record: {
      ...record,
      scenario: {
        ...scenario,
        streams: scenario.streams.map((stream) => (isHeavy(stream) ? { ...stream, load } : stream)),
      },
      trials: record.trials.filter(({ levelName }) => levelName === name),
    },
  }));
}

/** Of several levels, charts that show one show the middle one: the first is too easy, the last too hard for some. */
export const shownLevelIndex = (levelCount: number): number => levelCount >> 1;

/** Trials that a whole run of this scenario has. */
export const plannedTrialCount = ({ targets, scenario }: RunRecord): number =>
  targets.length * scenario.roundCount * (scenario.levels?.length ?? 1);
