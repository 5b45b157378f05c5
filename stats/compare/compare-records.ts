import { type Comparison, type Metric, compareFigures, tailOf } from './compare.ts';
import { mismatchesOf } from './mismatches.ts';
import { isHeavy, isNeighbour } from '../phases.ts';
import type { RunRecord } from '../record.ts';
import type { LevelSummary, Summary, TargetSummary } from '../summary.ts';

/** A record and what it says. */
export interface SummarizedRun {
  readonly record: RunRecord;
  readonly summary: Summary;
}

/** One figure of one target, before and after. */
export interface ComparedCell {
  /** '' in a scenario without levels. */
  readonly levelName: string;
  readonly comparison: Comparison;
}

export interface RecordComparison {
  /** Whether round n of both runs met the same arrivals under the same conditions. */
  readonly isPaired: boolean;
  readonly cells: readonly ComparedCell[];
  /** What one of the two has and cannot be compared, and why, in sentences. */
  readonly missing: readonly string[];
}

/** The seed draws the arrivals of each round, and the order of targets: with the same seed rounds match one by one. */
export const isPairedRun = (before: RunRecord, after: RunRecord): boolean =>
  before.seed === after.seed && mismatchesOf(before, after).length === 0;

/** "thread-pool", "thread-pool@80" at one of several levels. */
export const cellName = (targetName: string, levelName: string): string =>
  levelName === '' ? targetName : `${targetName}@${levelName}`;

interface Side {
  readonly level: LevelSummary;
  readonly target: TargetSummary;
}

const isGrowing = ({ streams }: TargetSummary, name: string): boolean =>
  streams.some(({ streamName, backlog }) => streamName === name && backlog?.isGrowing === true);

/** Why a stream has no figure to compare; a backlog that began to grow is the worst that can become of one. */
function gapText(before: Side, after: Side, streamName: string): string {
  const name = `${cellName(after.target.targetName, after.level.name)} ${streamName}`;
  const [was, is] = [before, after].map(({ target }) => isGrowing(target, streamName));
  if (was === true && is === true)
    return `${name}: arrivals outran completions before and after, so its waits have no figure.`;
  if (is === true) return `${name} is worse: arrivals outran completions after, and did not before.`;
  if (was === true) return `${name} is better: arrivals outran completions before, and did not after.`;
  return `${name}: too few requests in one of the runs.`;
}

function compareSides(before: Side, after: Side, isPaired: boolean): Pick<RecordComparison, 'cells' | 'missing'> {
  const { level, target } = after;
  const { streams } = level.record.scenario;
  const parts = [...streams.filter(isNeighbour), ...streams.filter(isHeavy)].map((stream) => {
    const metrics: readonly Metric[] = isHeavy(stream)
      ? ['donePerSecond']
      : [tailOf(target, before.target, stream.name), 'p50'];
    const comparisons = metrics.map((metric) =>
      compareFigures(
        { record: level.record, target },
        { record: before.level.record, target: before.target },
        { streamName: stream.name, metric, isPaired, referenceName: 'before' },
      ),
    );
    return {
      cells: comparisons.flatMap((comparison) => (comparison === null ? [] : [{ levelName: level.name, comparison }])),
      missing: comparisons.every((comparison) => comparison === null) ? [gapText(before, after, stream.name)] : [],
    };
  });
  return { cells: parts.flatMap(({ cells }) => cells), missing: parts.flatMap(({ missing }) => missing) };
}

/** Why the target says nothing in one of the runs; undefined when it does. */
function reasonOf(side: TargetSummary | undefined, runName: string): string | undefined {
  if (side === undefined) return `was not measured ${runName}`;
  return side.status === 'measured' ? undefined : `was ${side.status} ${runName}`;
}

/** Every figure that both runs have: of neighbours the tail and the median, of heavy work the tasks done per second. */
export function compareRecords(before: SummarizedRun, after: SummarizedRun): RecordComparison {
  const isPaired = isPairedRun(before.record, after.record);
  const names = [...new Set([before, after].flatMap(({ summary }) => summary.levels.map(({ name }) => name)))];
  const parts = names.flatMap((levelName) => {
    const [levelBefore, levelAfter] = [before, after].map(({ summary }) =>
      summary.levels.find(({ name }) => name === levelName),
    );
    if (levelBefore === undefined || levelAfter === undefined)
      return { cells: [], missing: [`Level ${levelName} is in one of the runs only.`] };
    const targetNames = new Set([...levelBefore.targets, ...levelAfter.targets].map(({ targetName }) => targetName));
    return [...targetNames].map((targetName) => {
      const [own, other] = [levelBefore, levelAfter].map(({ targets }) =>
        targets.find((target) => target.targetName === targetName),
      );
      const reason = reasonOf(own, 'before') ?? reasonOf(other, 'after');
      if (own === undefined || other === undefined || reason !== undefined)
        return { cells: [], missing: [`${cellName(targetName, levelName)} ${reason ?? ''}.`] };
      return compareSides({ level: levelBefore, target: own }, { level: levelAfter, target: other }, isPaired);
    });
  });
  return { isPaired, cells: parts.flatMap(({ cells }) => cells), missing: parts.flatMap(({ missing }) => missing) };
}
