import type { Comparison } from '../stats/compare/compare.ts';
import type { Summary } from '../stats/summary.ts';

const isWait = ({ metric }: Comparison): boolean => metric === 'p99' || metric === 'p90';

/** Where nothing was shown: who is as good as the reference, which the verdict's best and worst do not tell. */
const alikeIn = (comparisons: readonly Comparison[]): Comparison | undefined =>
  comparisons.find(
    (one) => isWait(one) && one.difference !== null && (one.verdict === 'no-difference' || one.verdict === 'too-small'),
  );

/** Of those whose neighbours wait less, shown, the one where they wait least. */
const bestOf = (comparisons: readonly Comparison[]): Comparison | undefined =>
  comparisons.filter((one) => isWait(one) && one.verdict === 'better').toSorted((a, b) => a.value - b.value)[0];

/**
 * At most two sentences to follow the verdict, each with its interval and its rounds: what the best target does to the heavy work, and
 * which target could not be told from the first. Of scenarios about something else than neighbours there is none, nor of
 * an instrument that failed its own test.
 */
export function furtherVerdicts({ levels, shownLevelIndex, comparisons, trust }: Summary): readonly string[] {
  if (trust.state === 'not-trusted' || levels[shownLevelIndex]?.record.scenario.focus !== undefined) return [];
  const best = bestOf(comparisons);
  const work = comparisons.find(
    (one) => one.metric === 'donePerSecond' && one.difference !== null && one.targetName === best?.targetName,
  );
  return [work, alikeIn(comparisons)].flatMap((one) => (one === undefined ? [] : [one.sentence]));
}
