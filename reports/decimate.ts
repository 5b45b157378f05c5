import type { ChartPoint } from './chart.ts';

/**
 * Fewer points that look the same: of each bucket of x, the lowest and the highest y in the order in which they came. The
 * worst point of a bucket is never dropped, so a stall of one request stays visible.
 *
 * @param points ascending in x
 */
export function decimate(points: readonly ChartPoint[], bucketCount: number): readonly ChartPoint[] {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length <= 2 * bucketCount) return points;
  const bucketWidth = (last[0] - first[0]) / bucketCount || 1;
  const buckets = new Map<number, { low: number; high: number }>();
  for (const [index, [x, y]] of points.entries()) {
    const key = Math.min(bucketCount - 1, Math.floor((x - first[0]) / bucketWidth));
    const bucket = buckets.get(key);
    if (bucket === undefined) buckets.set(key, { low: index, high: index });
    else if (y < yAt(points, bucket.low)) bucket.low = index;
    else if (y > yAt(points, bucket.high)) bucket.high = index;
  }
  const kept = new Set([...buckets.values()].flatMap(({ low, high }) => [low, high]));
  return points.filter((_, index) => kept.has(index));
}

const yAt = (points: readonly ChartPoint[], index: number): number => points[index]?.[1] ?? Number.NaN;

/**
 * For marks that stand on the floor: of each bucket of x the highest point alone, as it hides the others. No stall is lost.
 *
 * @param points ascending in x
 */
export function tallest(points: readonly ChartPoint[], bucketCount: number): readonly ChartPoint[] {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length <= bucketCount) return points;
  const bucketWidth = (last[0] - first[0]) / bucketCount || 1;
  const kept: ChartPoint[] = [];
  let keptBucket = -1;
  for (const point of points) {
    const bucket = Math.min(bucketCount - 1, Math.floor((point[0] - first[0]) / bucketWidth));
    const rival = kept.at(-1);
    if (rival === undefined || bucket !== keptBucket) kept.push(point);
    else if (point[1] > rival[1]) kept[kept.length - 1] = point;
    keptBucket = bucket;
  }
  return kept;
}
