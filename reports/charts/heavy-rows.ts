import type { RunRecord } from '../../stats/record.ts';
import type { StreamSummary, Summary, TargetSummary } from '../../stats/summary.ts';
import { type SeriesStyle, seriesStyles } from '../series-style.ts';
import { measuredTargets, streamOf } from '../streams.ts';

/** The heavy stream of one target, on its line of the picture. */
export interface HeavyRow {
  readonly targetName: string;
  readonly stream: StreamSummary;
  /** Tasks per second that queueing theory gives; null where it knows nothing of the server. */
  readonly predictedPerSecond: number | null;
  readonly style: SeriesStyle;
  readonly y: number;
}

export function heavyRows(record: RunRecord, summary: Summary): HeavyRow[] {
  const styles = seriesStyles(record.targets.map(({ name }) => name));
  return measuredTargets(summary).flatMap((target, y) => {
    const stream = streamOf(record, target, 'heavy');
    const style = styles.get(target.targetName);
    if (stream === undefined || style === undefined) return [];
    const predictedPerSecond = predictedRate(target, stream);
    return [{ targetName: target.targetName, stream, predictedPerSecond, style, y }];
  });
}

function predictedRate({ predictions }: TargetSummary, { streamName }: StreamSummary): number | null {
  const found = predictions.find((one) => one.streamName === streamName && one.metric === 'donePerSecond');
  return found === undefined || !Number.isFinite(found.predicted) ? null : found.predicted;
}
