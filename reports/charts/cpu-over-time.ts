import { coresUsed } from '../../stats/cores-used.ts';
import { type Phase, lengthMs, phasesOf } from '../../stats/phases.ts';
import type { RunRecord } from '../../stats/record.ts';
import { isServerProcess, valueAt } from '../../stats/resources.ts';
import type { Summary } from '../../stats/summary.ts';
import { formatCount } from '../../stats/units.ts';
import type { AxisTick, Chart, ChartConfiguration, ChartPoint } from '../chart.ts';
import { plural, withTwoDigits } from '../wording.ts';
import { type ResourceLine, type ResourceStrip, isSender, resourceStrips } from './resource-strips.ts';
import { drawStrips, lowTicks } from './strip-picture.ts';

const TICK_STEPS = [0.5, 1, 2, 4, 8, 16, 32, 64, 128] as const;

/** Each rate stands for the time up to its point; the first point only opens it. */
function pointsOf({ telemetry }: ResourceLine): ChartPoint[] {
  const used = coresUsed(telemetry);
  const [first] = used;
  if (first === undefined) return [];
  return [
    [first.fromMs, first.coreCount] as const,
    ...used.map(({ toMs, coreCount }) => [toMs, coreCount] as const),
  ].map(([atMs, coreCount]) => [Number((atMs / 1_000).toFixed(4)), Number(coreCount.toFixed(3))]);
}

const highestOf = ({ telemetry }: ResourceLine): number =>
  coresUsed(telemetry).reduce((most, { coreCount }) => Math.max(most, coreCount), 0);

const meanIn = ({ telemetry: { atMs, cpuMs } }: ResourceLine, phase: Phase): number =>
  Math.max(0, valueAt(atMs, cpuMs, phase.endMs) - valueAt(atMs, cpuMs, phase.startMs)) / lengthMs(phase);

const sumIn = (lines: readonly ResourceLine[], phase: Phase): number =>
  lines.reduce((sum, line) => sum + meanIn(line, phase), 0);

/** Below a hundredth of a core nobody cares. */
const coresText = (coreCount: number): string => (coreCount < 0.01 ? '< 0.01' : withTwoDigits(coreCount));

/** Processes cover their threads. */
function loadText(record: RunRecord, { lines, leftOutCount }: ResourceStrip): string {
  const { load } = phasesOf(record.scenario);
  const servers = sumIn(
    lines.filter(({ telemetry }) => isServerProcess(telemetry)),
    load,
  );
  const hidden = leftOutCount === 0 ? '' : `, ${formatCount(leftOutCount)} threads among it`;
  return `server ${coresText(servers)} in the load${hidden}, senders ${coresText(sumIn(lines.filter(isSender), load))}`;
}

const coreText = (coreCount: number): string => (coreCount === 0 ? '0' : plural(coreCount, 'core'));

const coreTicks = (top: number): AxisTick[] => lowTicks(top, TICK_STEPS, coreText);

/** The line of all cores is named by a tick, in place of one that is too near. */
function withAllCores(ticks: readonly AxisTick[], coreCount: number): AxisTick[] {
  const others = ticks.filter(({ value }) => coreCount - value > coreCount / 6);
  return [...others, { value: coreCount, label: coreText(coreCount) }];
}

function configure(record: RunRecord, summary: Summary): ChartConfiguration {
  const strips = resourceStrips(record, summary);
  const coreCount = record.machine.availableCoreCount;
  const highest = Math.max(1, ...strips.flatMap(({ lines }) => lines.map(highestOf)));
  // Of many cores most may be idle: then their number would flatten every line.
  const areAllShown = coreCount <= 2 * highest;
  const top = areAllShown ? Math.max(coreCount, highest) : highest;
  return drawStrips(record, strips, {
    unit: `of ${plural(coreCount, 'core')}`,
    pointsOf,
    stepped: 'after',
    ticks: areAllShown ? withAllCores(coreTicks(top), coreCount) : coreTicks(top),
    top,
    noteOf: (strip) => loadText(record, strip),
    lines: (scaleIds) =>
      areAllShown
        ? scaleIds.map((scaleId) => ({
            scaleId,
            value: coreCount,
            label: '',
          }))
        : [],
  });
}

export const cpuOverTime: Chart = {
  name: 'cpu-over-time',
  place: 8,
  title: 'CPU over time',
  question: 'Who used the cores, and when: the server, its workers and threads, or our own senders?',
  isShown: (record, summary) => resourceStrips(record, summary).length > 0,
  configure,
  describe(record, summary) {
    const strips = resourceStrips(record, summary);
    const cores = plural(record.machine.availableCoreCount, 'core');
    if (strips.length === 0) return 'No server told how much CPU it used.';
    const parts = strips.map((strip) => `${strip.targetName} ${loadText(record, strip)}`);
    return `Cores used over time, of ${cores}, one strip per target, in the round whose longest wait is the middle one. Means: ${parts.join('; ')}.`;
  },
  table(record, summary) {
    const { quiet, load, recovery } = phasesOf(record.scenario);
    return {
      columns: ['Target', 'Round shown', 'Who', 'Cores in quiet', 'in load', 'in recovery', 'At the most'],
      rows: resourceStrips(record, summary).flatMap(({ targetName, roundIndex, lines }) =>
        lines.map((line) => [
          targetName,
          `${roundIndex + 1} of ${record.scenario.roundCount}`,
          line.name,
          ...[quiet, load, recovery].map((phase) => (lengthMs(phase) > 0 ? coresText(meanIn(line, phase)) : 'n/a')),
          coresText(highestOf(line)),
        ]),
      ),
    };
  },
};
