import { type Phase, isWithin, phasesOf } from '../../stats/phases.ts';
import type { RunRecord } from '../../stats/record.ts';
import { isServerProcess } from '../../stats/resources.ts';
import type { Summary } from '../../stats/summary.ts';
import { formatBytes } from '../../stats/units.ts';
import type { Chart, ChartConfiguration, ChartPoint } from '../chart.ts';
import { type ResourceLine, type ResourceStrip, isSender, resourceStrips } from './resource-strips.ts';
import { drawStrips, lowTicks } from './strip-picture.ts';

const MEBIBYTE = 2 ** 20;
const TICK_STEPS = Array.from({ length: 20 }, (_, power) => [8 * 2 ** power, 12 * 2 ** power]).flat();

/** Processes only: a thread's memory is its process's. One that has ended says 0, and has no line from then on. */
const hasMemory = ({ telemetry }: ResourceLine): boolean => telemetry.rssBytes.some((bytes) => bytes > 0);

function stripsOf(record: RunRecord, summary: Summary): ResourceStrip[] {
  return resourceStrips(record, summary)
    .map((strip) => ({ ...strip, lines: strip.lines.filter(hasMemory) }))
    .filter(({ lines }) => lines.some(({ telemetry }) => isServerProcess(telemetry)));
}

const pointsOf = ({ telemetry: { atMs, rssBytes } }: ResourceLine): ChartPoint[] =>
  atMs.flatMap((at, index) => {
    const bytes = rssBytes[index] ?? 0;
    return bytes > 0 ? [[Number((at / 1_000).toFixed(4)), Number((bytes / MEBIBYTE).toFixed(2))] as const] : [];
  });

const largest = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), 0);

const mostOf = ({ telemetry }: ResourceLine): number => largest(telemetry.rssBytes);

function mostIn({ telemetry: { atMs, rssBytes } }: ResourceLine, phase: Phase): string {
  const bytes = largest(rssBytes.filter((_, index) => isWithin(phase, atMs[index] ?? -1)));
  return bytes === 0 ? 'n/a' : formatBytes(bytes);
}

/** Of each process its most, which need not have been at one time. */
function mostText({ lines }: ResourceStrip): string {
  const parts = lines.filter((line) => !isSender(line)).map((line) => `${line.name} ${formatBytes(mostOf(line))}`);
  const shown = parts.slice(0, 3).join(', ');
  return `${shown}${parts.length > 3 ? ` and ${parts.length - 3} more` : ''} at the most`;
}

function configure(record: RunRecord, summary: Summary): ChartConfiguration {
  const strips = stripsOf(record, summary);
  const top = Math.max(16, largest(strips.flatMap(({ lines }) => lines.map(mostOf))) / MEBIBYTE);
  return drawStrips(record, strips, {
    unit: 'MiB',
    pointsOf,
    stepped: 'before',
    ticks: lowTicks(top, TICK_STEPS, (value) => (value === 0 ? '0' : formatBytes(value * MEBIBYTE))),
    top,
    noteOf: mostText,
    lines: () => [],
  });
}

export const memoryOverTime: Chart = {
  name: 'memory-over-time',
  place: 9,
  title: 'Memory over time',
  question: 'How much memory did each process hold, and did it give it back?',
  isShown: (record, summary) => stripsOf(record, summary).length > 0,
  configure,
  describe(record, summary) {
    const parts = stripsOf(record, summary).map((strip) => `${strip.targetName} ${mostText(strip)}`);
    return parts.length === 0
      ? 'No server told how much memory it held.'
      : `Resident memory of each process over time, one strip per target, in the round whose longest wait is the middle one: ${parts.join('; ')}.`;
  },
  table(record, summary) {
    const { quiet, load, recovery } = phasesOf(record.scenario);
    return {
      columns: ['Target', 'Round shown', 'Process', 'Most in quiet', 'in load', 'in recovery', 'At the most'],
      rows: stripsOf(record, summary).flatMap(({ targetName, roundIndex, lines }) =>
        lines.map((line) => [
          targetName,
          `${roundIndex + 1} of ${record.scenario.roundCount}`,
          line.name,
          ...[quiet, load, recovery].map((phase) => mostIn(line, phase)),
          formatBytes(mostOf(line)),
        ]),
      ),
    };
  },
};
