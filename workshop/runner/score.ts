import { formatCount, formatMs, formatShare } from '../../stats/units.ts';
import type { Prediction } from '../lesson.ts';

export function formatValue(value: number, unit: Prediction['unit']): string {
  switch (unit) {
    case 'ms':
      return formatMs(value);
    case 'share':
      return formatShare(value);
    case 'count':
      return formatCount(value);
    case 'status':
      return String(value);
    default:
      return unit satisfies never;
  }
}

/** Below it, waits are as good as none, and nobody could tell them apart. */
const SMALLEST = { ms: 5, share: 0.01, count: 0.5, status: 1 } as const;

/** Of a prediction and what was measured. Zero and "next to nothing" are equal. @param unit not "status" */
export const ratioOf = (predicted: number, truth: number, unit: Prediction['unit']): number =>
  Math.max(predicted, SMALLEST[unit]) / Math.max(truth, SMALLEST[unit]);

/** How many times too high or too low, 1 or more. */
export function distanceFactor(predicted: number, truth: number, unit: Prediction['unit']): number {
  if (unit === 'status') return predicted === truth ? 1 : Infinity;
  const ratio = ratioOf(predicted, truth, unit);
  return Math.max(ratio, 1 / ratio);
}

const GRADES = [
  { maxFactor: 1.3, points: 3, words: 'Spot on.' },
  { maxFactor: 2.5, points: 2, words: 'Close.' },
  { maxFactor: 10, points: 1, words: 'The right size is near.' },
  { maxFactor: Infinity, points: 0, words: 'A surprise worth keeping.' },
] as const;

export const MAX_POINTS = GRADES[0].points;

export interface Score {
  readonly points: number;
  /** "you said 5 ms, it was 498 ms. A surprise worth keeping..." */
  readonly text: string;
}

export function scoreOf(predicted: number, truth: number, unit: Prediction['unit']): Score {
  const factor = distanceFactor(predicted, truth, unit);
  const grade = GRADES.find(({ maxFactor }) => factor <= maxFactor) ?? GRADES[3];
  return {
    points: grade.points,
    text: `You said ${formatValue(predicted, unit)}, it was ${formatValue(truth, unit)}. ${grade.words}`,
  };
}
