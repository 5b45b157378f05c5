import { isHeavy } from '../../stats/phases.ts';
import type { RecordedTarget, RunRecord } from '../../stats/record.ts';
import type { StreamSummary, Summary, TargetSummary, Wait } from '../../stats/summary.ts';
import { type SeriesStyle, seriesStyles } from '../series-style.ts';
import { growthText, streamOf } from '../streams.ts';

/** What the levels differ in: clients of closed loops, or arrivals per second of open ones. */
export type LoadKind = 'closed' | 'open';

/** One stream of one target at one level. */
export interface LoadPoint {
  readonly levelName: string;
  /** Clients, or arrivals per second. */
  readonly x: number;
  /** null where nothing was measured, or the backlog grew. */
  readonly wait: Wait | null;
  /** "+5.2/s" where the backlog grew. */
  readonly growth: string | null;
  /** 0..1 of the requests that could be answered while the load lasted: those that were answered right. */
  readonly completedShare: number;
  /** Answered right, per second. */
  readonly donePerSecond: number;
  /** In ms, from D and the cores; null where theory knows nothing of it, or it has no end. */
  readonly predictedMs: number | null;
}

export interface LoadLine {
  readonly target: RecordedTarget;
  readonly style: SeriesStyle;
  /** Ascending in x. */
  readonly heavy: readonly LoadPoint[];
  readonly warm: readonly LoadPoint[];
}

interface LevelLoad {
  readonly name: string;
  readonly kind: LoadKind;
  readonly x: number;
  readonly record: RunRecord;
  readonly targets: readonly TargetSummary[];
}

function levelLoads({ levels }: Summary): LevelLoad[] {
  const loads = levels.flatMap(({ name, record, targets }) => {
    const load = record.scenario.streams.find(isHeavy)?.load;
    if (load === undefined || load.kind === 'burst') return [];
    const x = load.kind === 'closed' ? load.clientCount : load.arrivalsPerSecond;
    return [{ name, kind: load.kind, x, record, targets }];
  });
  return loads.toSorted((a, b) => a.x - b.x);
}

/** null where there are not several levels of one kind to draw along an axis. */
export function loadKindOf(summary: Summary): LoadKind | null {
  const loads = levelLoads(summary);
  const kinds = new Set(loads.map(({ kind }) => kind));
  const [kind] = kinds;
  return loads.length > 1 && kinds.size === 1 && kind !== undefined ? kind : null;
}

/** p99 where every target has one at every level that is stable, p90 otherwise: like is drawn beside like. */
export function warmMetric(summary: Summary): 'p90' | 'p99' {
  const isShort = levelLoads(summary).some(({ record, targets }) =>
    targets.some((target) => {
      const waitMs = streamOf(record, target, 'warm')?.waitMs;
      return waitMs !== undefined && waitMs.p99 === null && waitMs.p90 !== null;
    }),
  );
  return isShort ? 'p90' : 'p99';
}

/** A closed loop is cut off in the middle of its last requests: these say nothing of the server. */
function completedShare({ outcomes }: StreamSummary, kind: LoadKind): number {
  const { unfinished, ...ended } = outcomes;
  const endedCount = Object.values(ended).reduce((sum, count) => sum + count, 0);
  const askedCount = endedCount + (kind === 'closed' ? 0 : unfinished);
  return askedCount === 0 ? 0 : outcomes.ok / askedCount;
}

function pointOf(
  load: LevelLoad,
  targetName: string,
  role: 'heavy' | 'warm',
  metric: 'mean' | 'p90' | 'p99',
): LoadPoint[] {
  const target = load.targets.find((candidate) => candidate.targetName === targetName);
  const stream = target === undefined ? undefined : streamOf(load.record, target, role);
  if (target === undefined || stream === undefined) return [];
  const predicted = target.predictions.find(
    (prediction) => prediction.streamName === stream.streamName && prediction.metric === metric,
  )?.predicted;
  return [
    {
      levelName: load.name,
      x: load.x,
      wait: metric === 'mean' ? stream.meanMs : stream.waitMs[metric],
      growth: growthText(stream),
      completedShare: completedShare(stream, load.kind),
      donePerSecond: stream.donePerSecond.value,
      predictedMs: predicted === undefined || !Number.isFinite(predicted) ? null : predicted,
    },
  ];
}

/** One entry per target with a trial that counts at some level. */
export function loadLines(record: RunRecord, summary: Summary): LoadLine[] {
  const styles = seriesStyles(record.targets.map(({ name }) => name));
  const loads = levelLoads(summary);
  const metric = warmMetric(summary);
  return record.targets.flatMap((target) => {
    const style = styles.get(target.name);
    const heavy = loads.flatMap((load) => pointOf(load, target.name, 'heavy', 'mean'));
    const warm = loads.flatMap((load) => pointOf(load, target.name, 'warm', metric));
    return style === undefined || heavy.length + warm.length === 0 ? [] : [{ target, style, heavy, warm }];
  });
}

/** Loads whose power differs by less cannot be told apart. */
const POWER_SLACK = 0.05;

/**
 * Where the line of heavy requests bends: the load with the highest power, which is what is done per second for the time
 * that one takes; of several alike the heaviest. Beyond it more load is paid for with more waiting than it gets done.
 *
 * @returns null where nobody asked for more than that, so that the knee may lie beyond
 * @see Kleinrock (1979), "Power and deterministic rules of thumb for probabilistic problems in computer communications"
 */
export function kneeOf({ heavy }: LoadLine): LoadPoint | null {
  const powers = heavy.map(({ wait, donePerSecond }) =>
    wait === null || wait.valueMs === 0 ? 0 : donePerSecond / wait.valueMs,
  );
  const highest = powers.reduce((top, power) => Math.max(top, power), 0);
  const index = highest === 0 ? -1 : powers.findLastIndex((power) => power >= (1 - POWER_SLACK) * highest);
  return index === heavy.length - 1 ? null : (heavy[index] ?? null);
}
