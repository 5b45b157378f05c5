import type { CardName, Choice } from '../../kit/choice.ts';
import { distanceFactor } from '../../runner/score.ts';
import { formatRate } from '../../../stats/units.ts';
import { type Seen, p99Ms } from './seen.ts';

/** So much memory costs as much as one second of CPU. It has to be something: a class compares by it. */
const MB_PER_CPU_SECOND = 100;

/** What a choice costs while its card is played: lower is better. */
export const pointsOf = ({ cpuSeconds, memoryMb }: Pick<Seen, 'cpuSeconds' | 'memoryMb'>): number =>
  Math.round(cpuSeconds * MB_PER_CPU_SECOND + memoryMb);

/** One card that holds. */
export interface Played {
  readonly name: CardName;
  readonly strategyName: string;
  readonly expect: Choice['expect'];
  readonly seen: Seen;
}

const CELL_WIDTHS = [15, 21, 11, 11, 6, 7, 7] as const;

/** Fits a terminal of 80 columns. */
const rowOf = (cells: readonly string[]): string =>
  cells
    .map((cell, index) => (index < 2 ? cell.padEnd(CELL_WIDTHS[index] ?? 0) : cell.padStart(CELL_WIDTHS[index] ?? 0)))
    .join('');

const wholeMs = (ms: number): string => `${Math.round(ms)} ms`;

/** What each card cost and all of them together, then how far off the expectations were. */
export function billLines(played: readonly Played[]): string[] {
  const sum = played.reduce((points, { seen }) => points + pointsOf(seen), 0);
  const costs = played.map(({ name, strategyName, seen }) =>
    rowOf([
      name,
      strategyName,
      wholeMs(p99Ms(seen.probes)),
      formatRate(seen.highestRate),
      seen.cpuSeconds.toFixed(1),
      String(Math.round(seen.memoryMb)),
      String(pointsOf(seen)),
    ]),
  );
  const expected = played.map(({ name, expect, seen }) => {
    const waits = distanceFactor(expect.neighbourMsP99, p99Ms(seen.probes), 'ms').toFixed(1);
    const rates = distanceFactor(expect.tasksPerSecond, seen.highestRate, 'count').toFixed(1);
    return `${name}: you expected ${wholeMs(expect.neighbourMsP99)} and ${formatRate(expect.tasksPerSecond)}: off by a factor of ${waits} and ${rates}.`;
  });
  return [
    rowOf(['card', 'strategy', 'waits p99', 'most', 'CPU s', 'MB', 'points']),
    ...costs,
    `Together ${sum} points: a point is 1 MB held, or 0.01 s of CPU for the card's load. Fewer is better. Compare with the class.`,
    ...expected,
  ];
}
