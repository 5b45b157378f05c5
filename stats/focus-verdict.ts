import { recoveryTexts, stayedTexts } from './aftermath-verdict.ts';
import { goodWorkOf } from './good-work.ts';
import { isHeavy } from './phases.ts';
import type { Focus } from '../scenarios/scenario.ts';
import type { LevelSummary, StreamSummary, TargetSummary } from './summary.ts';
import { formatCount, formatMs, formatRate, formatShare } from './units.ts';
import { waitText } from './wait-text.ts';

type Shown = Pick<LevelSummary, 'record' | 'targets'>;

/** More than these would not be read. */
const MAX_NAMED = 6;

interface Heavy {
  readonly target: TargetSummary;
  readonly stream: StreamSummary;
}

/** The first heavy stream at every target that counts. */
function heavyOf({ record, targets }: Shown): Heavy[] {
  const name = record.scenario.streams.find(isHeavy)?.name;
  return targets.flatMap((target) =>
    target.streams.filter(({ streamName }) => streamName === name).map((stream) => ({ target, stream })),
  );
}

/** All of them, or where they are many the first and the last few. */
function named(texts: readonly string[]): string {
  if (texts.length <= MAX_NAMED) return texts.join('; ');
  const half = MAX_NAMED / 2;
  return `${texts.slice(0, half).join('; ')}; ... ${texts.slice(-half).join('; ')}`;
}

/** "job-queue accepted a job after 2.1 ms, began it after 3.0 ms and had it done after 54 ms (medians)". */
function jobsText(shown: Shown): string | null {
  const rows = heavyOf(shown).flatMap(({ target: { targetName }, stream }) =>
    stream.jobs === null ? [] : [{ targetName, stream, jobs: stream.jobs }],
  );
  if (rows.length === 0) return null;
  const texts = rows
    .toSorted((a, b) => (b.jobs.doneMs.p50?.valueMs ?? Infinity) - (a.jobs.doneMs.p50?.valueMs ?? Infinity))
    .map(({ targetName, stream: { backlog }, jobs: { acceptedMs, startedMs, doneMs } }) => {
      if (backlog?.isGrowing === true) return `${targetName} fell behind by ${formatRate(backlog.perSecond.value)}`;
      const times = [
        ['accepted', acceptedMs.p50],
        ['begun', startedMs.p50],
        ['done', doneMs.p50],
      ] as const;
      const told = times.flatMap(([moment, wait]) => (wait === null ? [] : [`${moment} after ${waitText(wait)}`]));
      return `at ${targetName} ${told.length === 0 ? 'too few to tell' : told.join(', ')}`;
    });
  return `jobs were, at the median: ${named(texts)}`;
}

/** "cluster did 3,570/s of them at 0.40 ms of CPU each". */
function tasksText(shown: Shown): string | null {
  const texts = heavyOf(shown)
    .toSorted((a, b) => b.stream.donePerSecond.value - a.stream.donePerSecond.value)
    .map(({ target: { targetName, cpuMsPerTask }, stream }, index) => {
      const rate = `${formatRate(stream.donePerSecond.value)}${index === 0 ? ' of them' : ''}`;
      const cpu = cpuMsPerTask === null ? '' : ` at ${formatMs(cpuMsPerTask)}${index === 0 ? ' of CPU each' : ''}`;
      return `${targetName} did ${rate}${cpu}`;
    });
  return texts.length === 0 ? null : named(texts);
}

/** "from 22 ms (blocking) to 31 ms (job-queue)"; '' where there is no median to tell. */
function mediansText(rows: readonly Heavy[]): string {
  const medians = rows
    .flatMap(({ target: { targetName }, stream: { waitMs } }) =>
      waitMs.p50 === null ? [] : [{ targetName, wait: waitMs.p50 }],
    )
    .toSorted((a, b) => a.wait.valueMs - b.wait.valueMs);
  const [best, worst] = [medians[0], medians.at(-1)];
  if (best === undefined || worst === undefined) return '';
  const text = ({ targetName, wait }: (typeof medians)[number]): string => `${waitText(wait)} (${targetName})`;
  return `; at the median a good one took ${best === worst ? text(best) : `from ${text(best)} to ${text(worst)}`}`;
}

/** "every good request was served right, and every poisoned one got an error with a code". */
function goodWorkText(shown: Shown): string | null {
  const rows = shown.targets.flatMap((target) => {
    const work = goodWorkOf(shown.record, target);
    return work === null || work.askedCount + work.poisonCount === 0 ? [] : [{ name: target.targetName, ...work }];
  });
  if (rows.length === 0) return null;
  const unserved = rows
    .filter(({ servedCount, askedCount }) => servedCount < askedCount)
    .map(({ name, servedCount, askedCount }) => `${name} served only ${formatShare(servedCount / askedCount)} right`);
  const untold = rows
    .filter(({ toldCount, poisonCount }) => toldCount < poisonCount)
    .map(
      ({ name, toldCount, poisonCount }) =>
        `${name} did not tell ${formatCount(poisonCount - toldCount)} of ${formatCount(poisonCount)}`,
    );
  const good =
    unserved.length === 0 ? 'every good request was served right' : `of the good requests ${named(unserved)}`;
  const bad =
    untold.length === 0
      ? 'every poisoned one got an error with a code'
      : `of the poisoned ones ${named(untold)} what was wrong`;
  return `${good}, and ${bad}${mediansText(heavyOf(shown))}`;
}

const TEXTS: Readonly<Record<Focus, (shown: Shown) => string | null>> = {
  jobs: jobsText,
  tasks: tasksText,
  'good-work': goodWorkText,
  recovery: (shown) => named(recoveryTexts(shown)) || null,
  stayed: (shown) => named(stayedTexts(shown)) || null,
};

/**
 * The sentence of a scenario that is not about its neighbours first, without its beginning.
 *
 * @returns null where it has nothing to tell, and for every other scenario
 */
export function focusText(shown: Shown): string | null {
  const { focus } = shown.record.scenario;
  return focus === undefined ? null : TEXTS[focus](shown);
}
