import { isBurst } from '../../stats/loads.ts';
import { phasesOf } from '../../stats/phases.ts';
import type { RunRecord } from '../../stats/record.ts';
import type { AxisTick, Band, ChartScale } from '../chart.ts';

/** The end of what strips over time show, in seconds since the trial began. */
export const endSecondsOf = ({ scenario }: RunRecord): number => phasesOf(scenario).recovery.endMs / 1_000;

/** Quiet, load and recovery. */
export function phaseBands(record: RunRecord): Band[] {
  const { quiet, load, recovery } = phasesOf(record.scenario);
  const labelled = [
    { phase: quiet, label: 'quiet', isShaded: false },
    {
      phase: load,
      label: isBurst(record.scenario) ? 'load: it all comes at the start' : 'load: heavy work runs',
      isShaded: true,
    },
    { phase: recovery, label: 'recovery', isShaded: false },
  ];
  return labelled
    .filter(({ phase }) => phase.endMs > phase.startMs)
    .map(({ phase, label, isShaded }) => ({
      fromX: phase.startMs / 1_000,
      toX: phase.endMs / 1_000,
      label,
      isShaded,
    }));
}

/** About eight round numbers of seconds. */
function secondTicks(endSeconds: number): AxisTick[] {
  const step = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300].find((size) => endSeconds / size <= 9) ?? 600;
  return Array.from({ length: Math.floor(endSeconds / step + 1e-9) + 1 }, (_, index) => {
    const value = Number((index * step).toFixed(1));
    return { value, label: `${value} s` };
  });
}

/** Seconds from the trial's start to the end of recovery. */
export function timeScale(record: RunRecord, title: string): ChartScale {
  const endSeconds = endSecondsOf(record);
  return {
    type: 'linear',
    min: 0,
    max: endSeconds,
    holdupTicks: secondTicks(endSeconds),
    title: { display: true, text: title },
  };
}
