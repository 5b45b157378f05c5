import { countedTrials } from '../../stats/gates/counted-trials.ts';
import { phasesOf } from '../../stats/phases.ts';
import { CENSORED_OUTCOMES, type Outcome, type RunRecord, type StreamSamples } from '../../stats/record.ts';
import type { RoundSummary, Summary, TargetSummary } from '../../stats/summary.ts';
import type { ChartPoint } from '../chart.ts';
import { type SeriesStyle, seriesStyles } from '../series-style.ts';
import { growthText, measuredTargets, streamName, streamOf } from '../streams.ts';
import { drawnMs, formatWait } from '../wait-axis.ts';
import { remembered } from './remembered.ts';

/** One target in one round: every neighbour that waited. */
export interface Strip {
  readonly target: TargetSummary;
  readonly style: SeriesStyle;
  readonly roundIndex: number;
  /** "+52/s" where the backlog grew. */
  readonly growth: string | null;
  /** Some never got an answer: their waits are lower bounds. */
  readonly isAtLeast: boolean;
  /** Seconds since the trial's start and wait in ms, each request at the time it was due; ascending in time. */
  readonly points: readonly ChartPoint[];
  /** Those of the points that never got an answer. */
  readonly unanswered: ReadonlySet<ChartPoint>;
}

/** The round whose worst wait is the middle one: neither the luckiest nor the unluckiest. */
export function typicalRound(rounds: readonly RoundSummary[]): RoundSummary | undefined {
  const byWorst = rounds.toSorted((a, b) => (a.waitMs.max?.valueMs ?? 0) - (b.waitMs.max?.valueMs ?? 0));
  return byWorst[(byWorst.length - 1) >> 1];
}

/** Nobody waited for an answer that was refused, failed or wrong. */
const hasWaited = (outcome: Outcome | undefined): boolean =>
  outcome === 'ok' || (outcome !== undefined && CENSORED_OUTCOMES.has(outcome));

function pointsOf({ dueAtMs, latencyMs, outcomes }: StreamSamples): Pick<Strip, 'points' | 'unanswered'> {
  const points: ChartPoint[] = [];
  const unanswered = new Set<ChartPoint>();
  for (const [index, atMs] of dueAtMs.entries()) {
    const outcome = outcomes[index];
    if (!hasWaited(outcome)) continue;
    const point: ChartPoint = [round(atMs / 1_000, 4), round(drawnMs(latencyMs[index] ?? 0), 3)];
    points.push(point);
    if (outcome !== 'ok') unanswered.add(point);
  }
  return { points: points.sort(([first], [second]) => first - second), unanswered };
}

const round = (value: number, digitCount: number): number => Number(value.toFixed(digitCount));

/** One per target with a trial that counts; of its warm neighbours, or the cold ones where there are no others. */
export const stripsOf = remembered((record: RunRecord, summary: Summary): Strip[] => {
  const styles = seriesStyles(record.targets.map(({ name }) => name));
  return measuredTargets(summary).flatMap((target) => {
    const role = streamOf(record, target, 'warm') === undefined ? 'cold' : 'warm';
    const style = styles.get(target.targetName);
    const shown = typicalRound(streamOf(record, target, role)?.rounds ?? []);
    const trial = countedTrials(record, target).find(({ roundIndex }) => roundIndex === shown?.roundIndex);
    const samples = trial?.streams.find((stream) => stream.streamName === streamName(record, role));
    if (style === undefined || shown === undefined || samples === undefined) return [];
    return [
      {
        target,
        style,
        roundIndex: shown.roundIndex,
        growth: growthText(streamOf(record, target, role)),
        isAtLeast: shown.waitMs.max?.isAtLeast === true,
        ...pointsOf(samples),
      },
    ];
  });
});

export const worstOf = ({ points }: Strip): ChartPoint | undefined =>
  points.reduce<ChartPoint | undefined>(
    (top, point) => (top === undefined || point[1] > top[1] ? point : top),
    undefined,
  );

/** Longest wait among the strip's requests due in each phase. */
export function worstPerPhase(record: RunRecord, { points, isAtLeast }: Strip): string[] {
  const { quiet, load, recovery } = phasesOf(record.scenario);
  return [quiet, load, recovery].map((phase) => {
    const { startMs, endMs } = phase;
    const waits = points.filter(([second]) => second * 1_000 >= startMs && second * 1_000 < endMs).map(([, ms]) => ms);
    const valueMs = waits.reduce((worst, ms) => Math.max(worst, ms), 0);
    return waits.length === 0 ? 'n/a' : formatWait({ valueMs, isAtLeast: isAtLeast && phase === load });
  });
}
