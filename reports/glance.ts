import { OUTCOMES, type Outcome, type RunRecord } from '../stats/record.ts';
import type { StreamSummary, Summary, TargetSummary, Wait } from '../stats/summary.ts';
import { formatBytes, formatCount, formatMs, formatShare } from '../stats/units.ts';
import { type SeriesStyle, seriesStyles } from './series-style.ts';
import { roleOf, streamOf } from './streams.ts';
import { formatWait } from './wait-axis.ts';
import { compactRange, withThreeDigits } from './wording.ts';

/** The table at a glance: one row per target, the same in terminal, Markdown and page. */
export interface GlanceCell {
  readonly text: string;
  /** The interval, or why there is no number; '' for neither. */
  readonly note: string;
}

export interface GlanceColumn {
  readonly group: string;
  readonly title: string;
  /** Two short lines that say the same where columns are narrow. */
  readonly head: readonly [string, string];
}

export interface GlanceRow {
  readonly targetName: string;
  readonly style: SeriesStyle;
  /** Rounds that count, and those that do not. */
  readonly roundsText: string;
  readonly cells: readonly GlanceCell[];
}

export interface Glance {
  readonly columns: readonly GlanceColumn[];
  readonly rows: readonly GlanceRow[];
}

interface Column extends GlanceColumn {
  cell(row: { readonly record: RunRecord; readonly summary: Summary; readonly target: TargetSummary }): GlanceCell;
}

const NOTHING: GlanceCell = { text: 'n/a', note: '' };
const VOID: GlanceCell = { text: 'void', note: '' };

type Level = 'p50' | 'p90' | 'p99' | 'max';

function waitCell(stream: StreamSummary | undefined, level: Level, hasInterval: boolean): GlanceCell {
  if (stream === undefined) return NOTHING;
  const wait: Wait | null = stream.waitMs[level];
  if (wait === null) return { text: 'n/a', note: `n ${formatCount(stream.sampleCount)}` };
  const interval = level === 'max' || !hasInterval ? null : stream.intervals[level];
  return { text: formatWait(wait, '>= '), note: compactRange(interval, formatMs) ?? '' };
}

const waitColumn = (role: 'warm' | 'cold', level: Level, hasInterval: boolean): Column => ({
  group: `${role} neighbour waits`,
  title: level === 'max' ? 'longest' : level,
  head: [`${role} neighbour waits`, level],
  cell: ({ record, target }) => waitCell(streamOf(record, target, role), level, hasInterval),
});

const heavyRate: Column = {
  group: 'heavy work',
  title: 'tasks/s',
  head: ['heavy work', 'tasks/s'],
  cell({ record, target }) {
    const rate = streamOf(record, target, 'heavy')?.donePerSecond;
    if (rate === undefined) return NOTHING;
    const note = rate.low === rate.high ? '' : (compactRange(rate, withThreeDigits) ?? '');
    return { text: withThreeDigits(rate.value), note };
  },
};

const heavyShare: Column = {
  group: 'heavy work',
  title: 'of limit',
  head: ['heavy work', 'limit'],
  cell({ record, summary, target }) {
    const rate = streamOf(record, target, 'heavy')?.donePerSecond.value;
    const limit = summary.limitPerSecond;
    return rate === undefined || limit === null ? NOTHING : { text: formatShare(rate / limit), note: '' };
  },
};

/**
 * Requests that did not end well, by outcome. Heavy requests still running when the load phase ended are not among
 * them: a closed loop always leaves some.
 */
export function notOkCounts(record: RunRecord, target: TargetSummary): ReadonlyMap<Outcome, number> {
  const counts = new Map<Outcome, number>();
  for (const stream of target.streams) {
    const recorded = record.scenario.streams.find(({ name }) => name === stream.streamName);
    const isHeavy = recorded !== undefined && roleOf(recorded) === 'heavy';
    for (const outcome of OUTCOMES) {
      if (outcome === 'ok' || (isHeavy && outcome === 'unfinished')) continue;
      const count = stream.outcomes[outcome];
      if (count > 0) counts.set(outcome, (counts.get(outcome) ?? 0) + count);
    }
  }
  return counts;
}

const notOk: Column = {
  group: 'requests',
  title: 'not ok',
  head: ['not', 'ok'],
  cell({ record, target }) {
    const counts = [...notOkCounts(record, target)];
    const sum = counts.reduce((total, [, count]) => total + count, 0);
    const worst = counts.toSorted(([, a], [, b]) => b - a)[0];
    return { text: formatCount(sum), note: worst === undefined ? '' : worst[0] };
  },
};

const cpuPerTask: Column = {
  group: 'cost',
  title: 'CPU/task',
  head: ['CPU per', 'task'],
  cell: ({ target }) => (target.cpuMsPerTask === null ? NOTHING : { text: formatMs(target.cpuMsPerTask), note: '' }),
};

const memory: Column = {
  group: 'cost',
  title: 'memory',
  head: ['', 'memory'],
  cell: ({ target }) => (target.rssBytesMax === null ? NOTHING : { text: formatBytes(target.rssBytesMax), note: '' }),
};

/** What targets are compared by: the p90 where one of them had too few requests for a p99. */
function levelOf(record: RunRecord, summary: Summary): 'p90' | 'p99' {
  const hasNoP99 = summary.targets.some((target) => {
    const waitMs = streamOf(record, target, 'warm')?.waitMs;
    return waitMs !== undefined && waitMs.p99 === null && waitMs.p90 !== null;
  });
  return hasNoP99 ? 'p90' : 'p99';
}

function columnsFor(record: RunRecord, summary: Summary): readonly Column[] {
  const level = levelOf(record, summary);
  return [
    waitColumn('warm', 'p50', false),
    waitColumn('warm', level, true),
    waitColumn('warm', 'max', false),
    waitColumn('cold', level, true),
    heavyRate,
    heavyShare,
    notOk,
    cpuPerTask,
    memory,
  ];
}

function roundsText({ validTrialCount, voidTrials }: TargetSummary): string {
  const voidText = voidTrials.length === 0 ? '' : `, ${voidTrials.length} void`;
  return `${validTrialCount} valid${voidText}`;
}

export function glanceOf(record: RunRecord, summary: Summary): Glance {
  const styles = seriesStyles(record.targets.map(({ name }) => name));
  const columns = columnsFor(record, summary);
  return {
    columns,
    rows: summary.targets.flatMap((target) => {
      const style = styles.get(target.targetName);
      if (style === undefined) return [];
      const isMeasured = target.validTrialCount > 0;
      const cells = columns.map((column) => (isMeasured ? column.cell({ record, summary, target }) : VOID));
      return [{ targetName: target.targetName, style, roundsText: roundsText(target), cells }];
    }),
  };
}
