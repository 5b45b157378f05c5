import { isHeavy } from '../../stats/phases.ts';
import type { RecordedTarget, RunRecord } from '../../stats/record.ts';
import type { Summary, TargetSummary, Wait } from '../../stats/summary.ts';
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
