import type { RunRecord } from '../record.ts';

export type GuardMetric = 'p50' | 'p90' | 'p99' | 'max' | 'mean' | 'stalled' | 'donePerSecond';

export type GuardLimit =
  /** In ms, per second, or a share of 0..1. */
  | { readonly kind: 'value'; readonly value: number; readonly text: string }
  /** So many times the same figure of the baseline: 1.25 for +25%. */
  | { readonly kind: 'baseline'; readonly ratio: number; readonly text: string }
  /** So many times the same figure of another target of the run: 0.1 for "10% of blocking". */
  | { readonly kind: 'target'; readonly ratio: number; readonly targetName: string; readonly text: string };

/** What must not be. */
export interface Guard {
  readonly text: string;
  readonly targetName: string;
  /** null: the level that charts show. */
  readonly levelName: string | null;
  readonly streamName: string;
  readonly metric: GuardMetric;
  readonly comparator: '>' | '<';
  readonly limit: GuardLimit;
}

/** An expression that is none, or that names what the run does not have. */
export class GuardError extends Error {
  readonly code = 'ERR_FAIL_ON';

  constructor(message: string) {
    super(message);
    this.name = 'GuardError';
  }
}

/** Names that an expression may use. */
export interface KnownNames {
  readonly targetNames: readonly string[];
  readonly streamNames: readonly string[];
  /** Empty in a scenario without levels. */
  readonly levelNames: readonly string[];
}

export const knownNamesOf = ({ targets, scenario }: RunRecord): KnownNames => ({
  targetNames: targets.map(({ name }) => name),
  streamNames: scenario.streams.map(({ name }) => name),
  levelNames: (scenario.levels ?? []).map(({ name }) => name),
});

const METRICS: Readonly<Record<string, GuardMetric>> = {
  p50: 'p50',
  p90: 'p90',
  p99: 'p99',
  max: 'max',
  mean: 'mean',
  stalled: 'stalled',
  rate: 'donePerSecond',
};

const EXAMPLES =
  "'thread-pool.neighbour-warm.p99 > 20ms', '... > +25%' against --baseline, or '... > 10% of blocking' of the same run";

const listed = (names: readonly string[]): string => names.join(', ');

function checkName(name: string, what: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  const have = known.length === 0 ? `the scenario has no ${what}s` : `the ${what}s are ${listed(known)}`;
  throw new GuardError(`Cannot guard the ${what} "${name}" as ${have}`);
}

const unitsOf = (metric: GuardMetric): readonly string[] =>
  metric === 'donePerSecond' ? ['/s'] : metric === 'stalled' ? ['%'] : ['ms', 's'];

/** Units to what figures are kept in. */
const FACTORS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, '/s': 1, '%': 0.01 };

const LIMIT = /^(?<sign>[+-]?)(?<digits>\d+(?:\.\d+)?|\.\d+)\s*(?<unit>ms|s|\/s|%)(?:\s+of\s+(?<other>\S.*))?$/u;

function parseLimit(text: string, metric: GuardMetric, whole: string): GuardLimit {
  const { sign, digits, unit = '', other } = LIMIT.exec(text)?.groups ?? {};
  const allowed = [...unitsOf(metric), ...(metric === 'max' || metric === 'stalled' ? [] : ['+%', '% of TARGET'])];
  const refusal = new GuardError(
    `Cannot read the limit of "${whole}" as it must be a number with one of ${listed(allowed)}: got "${text}". Examples: ${EXAMPLES}`,
  );
  if (digits === undefined) throw refusal;
  const number = Number(digits);
  const isRelative = sign !== '' || other !== undefined;
  if (!isRelative) {
    if (!unitsOf(metric).includes(unit)) throw refusal;
    return { kind: 'value', value: number * (FACTORS[unit] ?? Number.NaN), text };
  }
  // Of the longest wait and the stalled share there is no ratio with an interval worth its name.
  if (unit !== '%' || metric === 'max' || metric === 'stalled') throw refusal;
  if (other === undefined) {
    const ratio = 1 + (sign === '-' ? -number : number) / 100;
    if (ratio <= 0) throw refusal;
    return { kind: 'baseline', ratio, text };
  }
  if (sign !== '' || number === 0) throw refusal;
  return { kind: 'target', ratio: number / 100, targetName: other, text };
}

const EXPRESSION =
  /^(?<cell>\S.*)\.(?<streamName>[^.\s]+)\.(?<metric>[^.\s<>]+)\s*(?<comparator>[<>])\s*(?<limit>\S.*)$/u;

/** `TARGET[@LEVEL]`: a name may hold an @ of its own, a level must be one that is there. */
function splitCell(cell: string, known: KnownNames | undefined): Pick<Guard, 'targetName' | 'levelName'> {
  const at = cell.lastIndexOf('@');
  if (at <= 0 || known?.targetNames.includes(cell) === true) return { targetName: cell, levelName: null };
  return { targetName: cell.slice(0, at), levelName: cell.slice(at + 1) };
}

/**
 * `TARGET[@LEVEL].STREAM.METRIC > LIMIT`, or `<`. METRIC is p50, p90, p99, max, mean, stalled or rate; LIMIT is in ms or s,
 * /s for a rate, % for stalled, or relative: +25% of the baseline, 10% of another target of the same run.
 *
 * @param known names that the run has; left out where they are not known yet
 * @throws {GuardError} with what is allowed
 */
export function parseGuard(text: string, known?: KnownNames): Guard {
  const parts = EXPRESSION.exec(text.trim())?.groups;
  if (parts === undefined)
    throw new GuardError(`Cannot read "${text}" as it must be TARGET.STREAM.METRIC > LIMIT. Examples: ${EXAMPLES}`);
  const { cell = '', streamName = '', metric: metricName = '', comparator, limit: limitText = '' } = parts;
  const metric = Object.hasOwn(METRICS, metricName) ? METRICS[metricName] : undefined;
  if (metric === undefined)
    throw new GuardError(`Cannot guard "${metricName}" as the metrics are ${listed(Object.keys(METRICS))}`);
  const { targetName, levelName } = splitCell(cell, known);
  const limit = parseLimit(limitText.trim(), metric, text);
  if (known !== undefined) {
    checkName(targetName, 'target', known.targetNames);
    checkName(streamName, 'stream', known.streamNames);
    if (levelName !== null) checkName(levelName, 'level', known.levelNames);
    if (limit.kind === 'target') checkName(limit.targetName, 'target', known.targetNames);
  }
  return {
    text: text.trim(),
    targetName,
    levelName,
    streamName,
    metric,
    comparator: comparator === '<' ? '<' : '>',
    limit,
  };
}
