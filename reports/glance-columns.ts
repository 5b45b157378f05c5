import { heavyLimitOf } from '../stats/heavy-limit.ts';
import { isPoison } from '../stats/phases.ts';
import { OUTCOMES, type Outcome, type RunRecord } from '../stats/record.ts';
import type { Summary, TargetSummary } from '../stats/summary.ts';
import { formatBytes, formatCount, formatMs, formatShare } from '../stats/units.ts';
import { goodWorkColumns, jobColumns, jobMoment } from './focus-columns.ts';
import { idleAgain, wellAgain } from './aftermath-columns.ts';
import type { GlanceCell, GlanceColumn } from './glance.ts';
import { type StreamRole, growthText, roleOf, streamName, streamOf } from './streams.ts';
import { heavyWait, waitColumn } from './wait-columns.ts';
import { compactRange, withThreeDigits, withTwoDigits } from './wording.ts';

export interface Column extends GlanceColumn {
  cell(row: { readonly record: RunRecord; readonly summary: Summary; readonly target: TargetSummary }): GlanceCell;
}

const NOTHING: GlanceCell = { text: 'n/a', note: '', sortValue: null };

const heavyRate: Column = {
  key: 'heavy-rate',
  group: 'heavy work',
  title: 'tasks/s',
  head: ['heavy work', 'tasks/s'],
  unit: 'per second',
  best: 'high',
  scale: 'linear',
  compared: { role: 'heavy', metric: 'donePerSecond' },
  cell({ record, target }) {
    const stream = streamOf(record, target, 'heavy');
    if (stream === undefined) return NOTHING;
    const rate = stream.donePerSecond;
    const interval = rate.low === rate.high ? null : rate;
    const range = growthText(stream) === null ? compactRange(interval, withThreeDigits) : 'unstable';
    return { text: withThreeDigits(rate.value), note: range ?? '', sortValue: rate.value, interval };
  },
};

const heavyShare: Column = {
  key: 'heavy-share',
  group: 'heavy work',
  title: 'of limit',
  head: ['heavy work', 'limit'],
  unit: 'share',
  best: 'high',
  cell({ record, target }) {
    const rate = streamOf(record, target, 'heavy')?.donePerSecond.value;
    const limit = heavyLimitOf(record);
    if (rate === undefined || limit === null) return NOTHING;
    const share = rate / limit.perSecond;
    return { text: formatShare(share), note: '', sortValue: share };
  },
};

/**
 * Requests that did not end well, by outcome. Of a closed loop those still running when the load phase ended are not
 * among them: it always leaves some. Nor are those whose clients left, as they came to do.
 */
function notOkCounts(record: RunRecord, target: TargetSummary): ReadonlyMap<Outcome, number> {
  const counts = new Map<Outcome, number>();
  for (const stream of target.streams) {
    const recorded = record.scenario.streams.find(({ name }) => name === stream.streamName);
    const isCutOff = recorded !== undefined && roleOf(recorded) === 'heavy' && recorded.load.kind === 'closed';
    // An error is what poison should get.
    const right = recorded !== undefined && isPoison(recorded) ? 'failed' : 'ok';
    for (const outcome of OUTCOMES) {
      if (outcome === right || outcome === 'left' || (isCutOff && outcome === 'unfinished')) continue;
      const count = stream.outcomes[outcome];
      if (count > 0) counts.set(outcome, (counts.get(outcome) ?? 0) + count);
    }
  }
  return counts;
}

const notOk: Column = {
  key: 'not-ok',
  group: 'requests',
  title: 'not ok',
  head: ['not', 'ok'],
  unit: 'requests',
  best: 'low',
  cell({ record, target }) {
    const counts = [...notOkCounts(record, target)];
    const sum = counts.reduce((total, [, count]) => total + count, 0);
    const worst = counts.toSorted(([, a], [, b]) => b - a)[0];
    return { text: formatCount(sum), note: worst === undefined ? '' : worst[0], sortValue: sum };
  },
};

const cpuPerTask: Column = {
  key: 'cpu-per-task',
  group: 'cost',
  title: 'CPU/task',
  head: ['CPU per', 'task'],
  unit: 'ms',
  best: 'low',
  scale: 'linear',
  cell({ summary, target }) {
    if (target.cpuMsPerTask === null) return NOTHING;
    const { taskMs } = summary;
    return {
      text: formatMs(target.cpuMsPerTask),
      note: taskMs === null || taskMs === 0 ? '' : `${withTwoDigits(target.cpuMsPerTask / taskMs)} D`,
      sortValue: target.cpuMsPerTask,
    };
  },
};

const memory: Column = {
  key: 'memory',
  group: 'cost',
  title: 'memory',
  head: ['', 'memory'],
  unit: 'bytes',
  best: 'low',
  scale: 'linear',
  cell: ({ target: { rssBytesMax } }) =>
    rssBytesMax === null ? NOTHING : { text: formatBytes(rssBytesMax), note: '', sortValue: rssBytesMax },
};

/** What targets are compared by, at all levels: the p90 where one of them had too few requests for a p99. */
function comparedBy({ levels }: Summary): 'p90' | 'p99' {
  const hasNoP99 = levels.some(({ record, targets }) =>
    targets.some((target) => {
      const waitMs = streamOf(record, target, 'warm')?.waitMs;
      return waitMs !== undefined && waitMs.p99 === null && waitMs.p90 !== null;
    }),
  );
  return hasNoP99 ? 'p90' : 'p99';
}

/** The usual columns, by what they are about. Those of one group stay side by side. */
interface ColumnParts {
  readonly warm: readonly Column[];
  readonly cold: readonly Column[];
  readonly rate: readonly Column[];
  readonly wait: readonly Column[];
  readonly cost: readonly Column[];
}

const inUsualOrder = ({ warm, cold, rate, wait, cost }: ColumnParts): readonly Column[] => [
  ...warm,
  ...cold,
  ...rate,
  ...wait,
  notOk,
  ...cost,
];

/** The same in a row with a job's other moments. */
const jobInHand: Column = { ...heavyWait, ...jobMoment('in hand') };

const kept = (columns: readonly Column[]): Column[] => columns.map((column) => ({ ...column, isKept: true }));

/** What the scenario is about comes first, and never gives way where columns are few. */
const ARRANGEMENTS: Readonly<
  Partial<Record<NonNullable<RunRecord['scenario']['focus']>, (parts: ColumnParts) => readonly Column[]>>
> = {
  jobs: ({ warm, rate, cost }) => [...jobColumns, jobInHand, ...rate, ...warm, notOk, ...cost],
  tasks: ({ warm, cold, rate, cost }) => [
    ...kept([...rate, heavyWait]),
    ...kept(cost.slice(0, 1)),
    ...cost.slice(1),
    ...warm,
    ...cold,
    notOk,
  ],
  'good-work': ({ warm, rate, cost }) => [...goodWorkColumns, heavyWait, ...rate, ...warm, notOk, ...cost],
  // A burst that everybody is done with in time has no rate worth telling.
  recovery: ({ warm, cold, cost }) => [wellAgain, ...warm, ...cold, heavyWait, notOk, ...cost],
  stayed: ({ warm, cost }) => [...kept([heavyRate, cpuPerTask]), idleAgain, ...warm, notOk, ...cost.slice(1)],
};

/** A column for every figure that the scenario can have: one without such a stream would say n/a throughout. */
export function columnsFor(summary: Summary): readonly Column[] {
  const tail = comparedBy(summary);
  const has = (role: StreamRole): boolean =>
    summary.levels.some(({ record }) => streamName(record, role) !== undefined);
  const hasHeavyWait =
    summary.levels.length > 1 ||
    summary.levels.some(({ record }) =>
      record.scenario.streams.some((stream) => roleOf(stream) === 'heavy' && stream.load.kind !== 'closed'),
    );
  const parts: ColumnParts = {
    warm: has('warm')
      ? [waitColumn('warm', 'p50', true), waitColumn('warm', tail, false), waitColumn('warm', 'max', true)]
      : [],
    cold: has('cold') ? [waitColumn('cold', tail, false)] : [],
    rate: has('heavy') ? [heavyRate, heavyShare] : [],
    wait: hasHeavyWait ? [heavyWait] : [],
    cost: [cpuPerTask, memory],
  };
  const { focus } = summary.levels[0]?.record.scenario ?? {};
  return (focus === undefined ? undefined : ARRANGEMENTS[focus])?.(parts) ?? inUsualOrder(parts);
}
