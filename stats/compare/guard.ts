import { type SummarizedRun, cellName, isPairedRun } from './compare-records.ts';
import { type ComparedTarget, roundsOf, withWaits } from './compared-rounds.ts';
import { evidenceOf } from './comparison-evidence.ts';
import { formatRatio } from './comparison-verdict.ts';
import type { Guard, GuardLimit, GuardMetric } from './guard-expression.ts';
import { waitEstimate } from './guard-figure.ts';
import { mismatchText, mismatchesOf } from './mismatches.ts';
import type { Estimate } from '../record.ts';
import type { LevelSummary, StreamSummary } from '../summary.ts';
import { formatMs, formatRate, formatShare } from '../units.ts';

export { GuardError, knownNamesOf, parseGuard } from './guard-expression.ts';
export type { Guard } from './guard-expression.ts';

/** `fired`: the whole interval lies beyond the limit. `passed`: none of it does. `inconclusive`: nobody can tell. */
export interface GuardResult {
  readonly guard: Guard;
  readonly state: 'passed' | 'fired' | 'inconclusive';
  /** What was measured, against what, or why nobody can tell. */
  readonly sentence: string;
}

export interface GuardBaseline extends SummarizedRun {
  /** Whether a baseline of another machine, runtime or scenario will do. */
  readonly allowsMismatch: boolean;
}

type Judgement = Pick<GuardResult, 'state' | 'sentence'>;

/** What a guard looks at in one run. */
interface Cell extends ComparedTarget {
  readonly name: string;
  readonly stream: StreamSummary;
}

const unclear = (reason: string): Judgement => ({ state: 'inconclusive', sentence: `${reason}.` });

function levelOf({ summary }: SummarizedRun, levelName: string | null): LevelSummary | undefined {
  return levelName === null
    ? summary.levels[summary.shownLevelIndex]
    : summary.levels.find(({ name }) => name === levelName);
}

/** The cell, or why there is nothing to look at. */
function cellOf(
  run: SummarizedRun,
  { levelName, streamName }: Guard,
  targetName: string,
  runName: string,
): Cell | string {
  const level = levelOf(run, levelName);
  const target = level?.targets.find((one) => one.targetName === targetName);
  const name = cellName(targetName, level?.name ?? levelName ?? '');
  if (level === undefined || target === undefined) return `${name} is not in ${runName}`;
  if (run.summary.trust.state === 'not-trusted')
    return `The self-test of ${runName} failed, so nothing it says can be trusted`;
  if (target.status !== 'measured') return `${name} is ${target.status} in ${runName}`;
  const stream = target.streams.find((one) => one.streamName === streamName);
  if (stream === undefined) return `${name} has no ${streamName} in ${runName}`;
  return { record: level.record, target, stream, name: `${name} ${streamName}` };
}

const isGrowing = ({ stream }: Cell): boolean => stream.backlog?.isGrowing === true;

const formatOf = (metric: GuardMetric): ((value: number) => string) => {
  const format = metric === 'donePerSecond' ? formatRate : metric === 'stalled' ? formatShare : formatMs;
  return (value) => (value === Infinity ? 'no end' : format(value));
};

const metricText = (metric: GuardMetric): string => (metric === 'donePerSecond' ? 'rate' : metric);

/** The whole interval beyond the limit, none of it, or neither. */
function judge(
  { comparator }: Guard,
  { low, high }: Pick<Estimate, 'low' | 'high'>,
  limit: number,
): GuardResult['state'] {
  if (comparator === '>') return low > limit ? 'fired' : high <= limit ? 'passed' : 'inconclusive';
  return high < limit ? 'fired' : low >= limit ? 'passed' : 'inconclusive';
}

function judgeEstimate(
  guard: Guard,
  intro: string,
  estimate: Estimate,
  limit: number,
  format: (value: number) => string,
): Judgement {
  const state = judge(guard, estimate, limit);
  const { value, low, high } = estimate;
  const side = { fired: guard.comparator, passed: guard.comparator === '>' ? '<' : '>', inconclusive: '' }[state];
  const end =
    state === 'inconclusive'
      ? 'the interval holds the limit, so more rounds have to tell'
      : `the interval lies ${side === '>' ? 'above' : 'below'} it`;
  const figure = `${intro} ${format(value)} (95 % interval ${format(low)} to ${format(high)})`;
  return { state, sentence: `${figure}, limit ${guard.limit.text}: ${end}.` };
}

/** Waits of a backlog that grows have no figure, and are longer than any limit if only the run is long enough. */
function judgeGrowing(guard: Guard, cell: Cell): Judgement {
  const reason = `${cell.name}: arrivals outran completions, so its waits have no end`;
  return guard.comparator === '>' ? { state: 'fired', sentence: `${reason}.` } : unclear(reason);
}

function judgeValue(guard: Guard, cell: Cell, limit: number): Judgement {
  const { metric } = guard;
  const { record, stream, name } = cell;
  const tooFew = `${name} was measured in too few rounds for an interval: it takes 3`;
  const intro = `${name} ${metricText(metric)}`;
  if (metric === 'donePerSecond')
    return stream.donePerSecond.confidenceShare === 0
      ? unclear(tooFew)
      : judgeEstimate(guard, intro, stream.donePerSecond, limit, formatOf(metric));
  if (isGrowing(cell)) return judgeGrowing(guard, cell);
  if (stream.sampleCount === 0) return unclear(`${name}: nobody was served`);
  if (metric !== 'mean' && metric !== 'stalled' && stream.waitMs[metric] === null)
    return unclear(`${name} has only ${stream.sampleCount} requests, too few for a ${metric}`);
  const estimate = waitEstimate(withWaits(roundsOf(cell, stream.streamName)), metric, record.seed);
  return estimate === null ? unclear(tooFew) : judgeEstimate(guard, intro, estimate, limit, formatOf(metric));
}

/** @param reference of the baseline, or another target of the same run */
function judgeRatio(guard: Guard, cell: Cell, reference: Cell, ratio: number, isPaired: boolean): Judgement {
  const { metric } = guard;
  if (metric === 'max' || metric === 'stalled') return unclear(`${metric} is not compared`);
  if (metric !== 'donePerSecond' && isGrowing(reference))
    return unclear(`${reference.name}: arrivals outran completions`);
  if (metric !== 'donePerSecond' && isGrowing(cell)) return judgeGrowing(guard, cell);
  const referenceName = guard.limit.kind === 'baseline' ? 'the baseline' : reference.name;
  const compared = { streamName: cell.stream.streamName, metric, isPaired, referenceName };
  const evidence = evidenceOf(cell, reference, compared);
  const intro = `${cell.name} ${metricText(metric)}`;
  if (evidence === null) return unclear(`${intro} has too few requests to be told at both`);
  if (evidence.ratio === null || evidence.bounds === null)
    return unclear(`${intro} has no ratio to ${referenceName}: too few rounds, or a figure of 0`);
  const format = (value: number): string => (value === Infinity ? 'no end' : formatRatio(value));
  const estimate = { ...evidence.ratio, low: evidence.bounds.low, high: evidence.bounds.high };
  return judgeEstimate(guard, `${intro} to ${referenceName}`, estimate, ratio, format);
}

function judgeBaseline(
  guard: Guard,
  cell: Cell,
  run: SummarizedRun,
  baseline: GuardBaseline | null,
  limit: Extract<GuardLimit, { readonly kind: 'baseline' }>,
): Judgement {
  if (baseline === null) return unclear('There is no baseline to compare with');
  const mismatches = mismatchesOf(baseline.record, run.record);
  if (mismatches.length > 0 && !baseline.allowsMismatch)
    return unclear(`The baseline was measured under other conditions (${mismatches.map(mismatchText).join('; ')})`);
  const reference = cellOf(baseline, guard, guard.targetName, 'the baseline');
  if (typeof reference === 'string') return unclear(reference);
  return judgeRatio(guard, cell, reference, limit.ratio, isPairedRun(baseline.record, run.record));
}

function judgeGuard(guard: Guard, run: SummarizedRun, baseline: GuardBaseline | null): Judgement {
  const { limit } = guard;
  const cell = cellOf(run, guard, guard.targetName, 'this run');
  if (typeof cell === 'string') return unclear(cell);
  if (limit.kind === 'value') return judgeValue(guard, cell, limit.value);
  if (limit.kind === 'baseline') return judgeBaseline(guard, cell, run, baseline, limit);
  const reference = cellOf(run, guard, limit.targetName, 'this run');
  return typeof reference === 'string' ? unclear(reference) : judgeRatio(guard, cell, reference, limit.ratio, true);
}

/** Pure. It fires only when the whole 95 % interval lies beyond the limit. */
export const evaluateGuard = (guard: Guard, run: SummarizedRun, baseline: GuardBaseline | null): GuardResult => ({
  guard,
  ...judgeGuard(guard, run, baseline),
});
