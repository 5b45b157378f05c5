import { type Comparison, compareTargets } from './compare/compare.ts';
import { MIN_RATIO } from './compare/comparison-verdict.ts';
import { plannedTrialCount } from './levels.ts';
import { focusText } from './focus-verdict.ts';
import { isAsked, isBurst } from './loads.ts';
import { isHeavy, isPoison, toldNeighbour } from './phases.ts';
import type { Estimate, RecordedScenario, RunRecord } from './record.ts';
import type { LevelSummary, StreamSummary, TargetSummary, Wait } from './summary.ts';
import { formatMs, formatRate, formatShare, plural } from './units.ts';
import { intervalText, waitText } from './wait-text.ts';

type RecordedStream = RecordedScenario['streams'][number];
type Level = 'p99' | 'p90' | 'max';

/** From this share on it is told that a target turned neighbours away. */
const MIN_UNSERVED_SHARE = 0.01;

interface Contender {
  readonly targetName: string;
  readonly wait: Wait;
  readonly interval: Estimate | null;
  readonly quietWait: Wait | null;
  /** Share (0..1) of its neighbours that were refused, failed or answered wrong: they did not wait, nor were they served. */
  readonly unservedShare: number;
}

const levelText: Readonly<Record<Level, string>> = { p99: 'at p99', p90: 'at p90', max: 'at worst' };

/** "8 clients ran spin", "spin was asked for 5.0/s", "50 requests for spin came at once", "3 clients asked for spin and left after 500 ms". */
function workText({ ask, load, name, leaveAfterMs }: RecordedStream): string {
  const taskName = ask.kind === 'task' ? ask.taskName : name;
  const patience = leaveAfterMs === undefined ? null : formatMs(leaveAfterMs);
  switch (load.kind) {
    case 'open':
      return `${taskName} was asked for ${formatRate(load.arrivalsPerSecond)}${patience === null ? '' : `, by clients who left after ${patience}`}`;
    case 'closed':
      return `${plural(load.clientCount, 'client')} ran ${taskName}`;
    case 'burst':
      return load.everyMs === 0 && patience === null
        ? `${plural(load.requestCount, 'request')} for ${taskName} came at once`
        : `${plural(load.requestCount, 'client')} asked for ${taskName}${patience === null ? '' : ` and left after ${patience}`}`;
    default:
      return load satisfies never;
  }
}

/** "8 clients ran csv-report (80 ms each)"; null when nobody did heavy work. */
function heavyText({ scenario, calibration }: RunRecord): string | null {
  const works = scenario.streams.filter((stream) => isHeavy(stream) && isAsked(stream)).map(workText);
  if (works.length === 0) return null;
  const poison = scenario.streams.filter(isPoison).map(workText);
  return `${works.join(' and ')}${calibration === null ? '' : ` (${formatMs(calibration.durationMs.mean)} each)`}${poison.map((text) => ` and ${text}`).join('')}`;
}

function unservedShareOf({ outcomes }: StreamSummary): number {
  const unservedCount = outcomes.refused + outcomes.failed + outcomes.wrong;
  return unservedCount / Object.values(outcomes).reduce((sum, count) => sum + count, 0);
}

/** The highest percentile that every stream has, so that like is compared with like. */
function levelOf(streams: readonly StreamSummary[]): Level {
  if (streams.every(({ waitMs }) => waitMs.p99 !== null)) return 'p99';
  return streams.every(({ waitMs }) => waitMs.p90 !== null) ? 'p90' : 'max';
}

interface Field {
  readonly level: Level;
  /** Targets with a served neighbour, the longest wait first. */
  readonly contenders: readonly Contender[];
  /** Targets that were asked and served nobody. */
  readonly unservedNames: readonly string[];
}

function fieldOf(targets: readonly TargetSummary[], streamName: string): Field {
  const asked = targets.flatMap(({ targetName, streams }) =>
    streams
      .filter((stream) => stream.streamName === streamName && stream.backlog?.isGrowing !== true)
      .map((stream) => ({ targetName, stream })),
  );
  const served = asked.filter(({ stream }) => stream.waitMs.max !== null);
  const level = levelOf(served.map(({ stream }) => stream));
  const contenders = served.flatMap(({ targetName, stream }): Contender[] => {
    const wait = stream.waitMs[level];
    const interval = level === 'max' ? null : stream.intervals[level];
    const quietWait = stream.quietWaitMs.p50;
    return wait === null ? [] : [{ targetName, wait, interval, quietWait, unservedShare: unservedShareOf(stream) }];
  });
  return {
    level,
    contenders: contenders.toSorted((a, b) => b.wait.valueMs - a.wait.valueMs),
    unservedNames: asked.filter(({ stream }) => stream.waitMs.max === null).map(({ targetName }) => targetName),
  };
}

/** The shortest wait, and one that is known rather than "at least" while there is such a one beside the worst. */
function bestOf([, ...others]: readonly Contender[]): Contender | undefined {
  return others.findLast(({ wait }) => !wait.isAtLeast) ?? others.at(-1);
}

/** One target against another, by name, in the figure that is told. */
type Compare = (targetName: string, referenceName: string) => Comparison | null;

function pairsOf(
  { record, targets }: Pick<LevelSummary, 'record' | 'targets'>,
  streamName: string,
  level: Level,
): Compare {
  return (targetName, referenceName) => {
    const named = (name: string): TargetSummary | undefined => targets.find((target) => target.targetName === name);
    const [target, reference] = [named(targetName), named(referenceName)];
    if (level === 'max' || target === undefined || reference === undefined) return null;
    return compareTargets(record, target, reference, level, streamName);
  };
}

/** The same rule as for every pair (see `compare/comparison-verdict.ts`); of too few rounds for it, what meets the eye. */
function isDifferent(worst: Contender, best: Contender, compare: Compare): boolean {
  // A best that is only known to be at least so much may be as slow as the worst.
  if (best.wait.isAtLeast) return false;
  const comparison = compare(worst.targetName, best.targetName);
  if (comparison === null || comparison.difference === null) return worst.wait.valueMs >= MIN_RATIO * best.wait.valueMs;
  return comparison.verdict === 'worse';
}

function timesLess(worst: Contender, best: Contender): string {
  if (best.wait.valueMs === 0) return 'none at all';
  const ratio = worst.wait.valueMs / best.wait.valueMs;
  return `${worst.wait.isAtLeast ? 'at least ' : ''}${ratio < 9.95 ? ratio.toFixed(1) : Math.round(ratio)} times less`;
}

/** What a short wait hides: requests that were turned away did not wait. */
const caveatText = ({ unservedShare }: Contender): string =>
  unservedShare < MIN_UNSERVED_SHARE ? '' : ` (but ${formatShare(unservedShare)} of its neighbours were not served)`;

function fieldText(intro: string, neighbour: string, { level, contenders }: Field, compare: Compare): string {
  const worst = contenders[0];
  if (worst === undefined) return `${intro}no neighbour was served at any target`;
  const best = bestOf(contenders);
  const told = ({ wait, interval }: Contender): string => `${waitText(wait)}${intervalText(interval)}`;
  const kept = `${intro}${worst.targetName} kept ${neighbour} waiting ${waitText(worst.wait)} ${levelText[level]}${intervalText(worst.interval)}`;
  if (best === undefined)
    return `${kept}${caveatText(worst)}${worst.quietWait === null ? '' : `; before the load the median was ${waitText(worst.quietWait)}`}`;
  if (isDifferent(worst, best, compare))
    return `${kept}; ${best.targetName} ${told(best)}, ${timesLess(worst, best)}${caveatText(best)}`;
  return `${intro}no difference was shown between ${contenders.length} targets: ${neighbour} waited ${waitText(best.wait)} (${best.targetName}) to ${waitText(worst.wait)} (${worst.targetName}) ${levelText[level]}`;
}

/** For scenarios without neighbours: how much work was done. */
function throughputText({ scenario }: RunRecord, heavy: string | null, targets: readonly TargetSummary[]): string {
  const name = (scenario.streams.find(isHeavy) ?? scenario.streams[0])?.name;
  const rates = targets.flatMap(({ targetName, streams }) =>
    streams
      .filter(({ streamName }) => streamName === name)
      .map(({ donePerSecond }) => ({ targetName, perSecond: donePerSecond.value })),
  );
  const texts = rates
    .toSorted((a, b) => b.perSecond - a.perSecond)
    .map(({ targetName, perSecond }) => `${targetName} ${formatRate(perSecond)}`);
  return `${heavy === null ? 'Nobody did heavy work' : `While ${heavy}`}, no neighbour was asked; done: ${texts.join(', ')}.`;
}

/** "by 5.0/s" of each target whose backlog of this stream grew. */
const growthsOf = (targets: readonly TargetSummary[], streamName: string) =>
  targets.flatMap(({ targetName, streams }) =>
    streams.flatMap((stream) =>
      stream.streamName === streamName && stream.backlog?.isGrowing === true
        ? [{ targetName, text: `by ${formatRate(stream.backlog.perSecond.value)}` }]
        : [],
    ),
  );

/** Targets whose backlog of neighbours grew: how fast is all that can be said of them. */
function growingText(targets: readonly TargetSummary[], streamName: string): string {
  const growing = growthsOf(targets, streamName).map(({ targetName, text }) => `${targetName} fell behind, ${text}`);
  return growing.length === 0 ? '' : `; ${growing.join(', ')}`;
}

/** A server that lets heavy work pile up may serve its neighbours well for a while: what that hides. */
function pilingText(targets: readonly TargetSummary[], { streams }: RecordedScenario, neighbourName: string): string {
  const told = new Set(growthsOf(targets, neighbourName).map(({ targetName }) => targetName));
  const piling = streams
    .filter(isHeavy)
    .flatMap(({ name }) => growthsOf(targets, name))
    .filter(({ targetName }) => !told.has(targetName))
    .map(({ targetName, text }) => `${targetName} ${text}`);
  return piling.length === 0 ? '' : `; heavy work piled up at ${piling.join(', ')}`;
}

function nothingCounts(targets: readonly TargetSummary[]): string {
  return targets.some(({ status }) => status === 'invalid')
    ? 'Too many trials failed a gate, so there is nothing to compare.'
    : 'No trial was valid, so there is nothing to compare.';
}

/** What must be known before the sentence: that it is of a part of a run, or by an instrument that failed its own test. */
function prefixOf(record: RunRecord): string {
  const partial =
    record.status === 'partial' ? `Partial run (${record.trials.length} of ${plannedTrialCount(record)} trials): ` : '';
  return `${record.selfTest?.isPassed === false ? 'NOT TRUSTED: ' : ''}${partial}`;
}

/**
 * The first line of every report: one sentence that says who kept the neighbours waiting, and by how much, or what
 * else the scenario is about.
 *
 * @param run the whole record
 * @param shown the level that is told
 */
export function verdictOf(run: RunRecord, shown: Pick<LevelSummary, 'record' | 'targets'>): string {
  const { record, targets } = shown;
  const prefix = prefixOf(run);
  if (targets.every(({ validTrialCount }) => validTrialCount === 0)) return `${prefix}${nothingCounts(targets)}`;
  const heavy = heavyText(record);
  const focused = heavy === null ? null : focusText(shown);
  if (focused !== null) return `${prefix}${isBurst(record.scenario) ? 'When' : 'While'} ${heavy}, ${focused}.`;
  const neighbour = toldNeighbour(record.scenario);
  if (neighbour === undefined) return `${prefix}${throughputText(record, heavy, targets)}`;
  const growing = growingText(targets, neighbour.name);
  const piling = pilingText(targets, record.scenario, neighbour.name);
  const field = fieldOf(targets, neighbour.name);
  const compare = pairsOf(shown, neighbour.name, field.level);
  const intro = heavy === null ? 'Nobody did heavy work: ' : `While ${heavy}, `;
  if (field.contenders.length === 0 && growing !== '') return `${prefix}${intro}${growing.slice(2)}${piling}.`;
  const unserved =
    field.contenders.length > 0 && field.unservedNames.length > 0
      ? `; ${field.unservedNames.join(', ')} served no neighbour`
      : '';
  return `${prefix}${fieldText(intro, `a ${neighbour.connections} neighbour`, field, compare)}${unserved}${growing}${piling}.`;
}
