import { heavyLimitOf } from '../stats/heavy-limit.ts';
import { isPoison } from '../stats/phases.ts';
import { OUTCOMES, type Outcome, type RunRecord } from '../stats/record.ts';
import type { StreamSummary, Summary, TargetSummary, Wait } from '../stats/summary.ts';
import { formatBytes, formatCount, formatMs, formatShare } from '../stats/units.ts';
import { goodWorkColumns, jobColumns, jobMoment } from './focus-columns.ts';
import { idleAgain, wellAgain } from './aftermath-columns.ts';
import type { GlanceCell, GlanceColumn } from './glance.ts';
import { type StreamRole, growthText, roleOf, streamName, streamOf } from './streams.ts';
import { formatWait } from './wait-axis.ts';
import { compactRange, withThreeDigits, withTwoDigits } from './wording.ts';

export interface Column extends GlanceColumn {
  cell(row: { readonly record: RunRecord; readonly summary: Summary; readonly target: TargetSummary }): GlanceCell;
}

const NOTHING: GlanceCell = { text: 'n/a', note: '' };
type WaitName = 'p50' | 'p90' | 'p99' | 'max';

function waitCell(stream: StreamSummary | undefined, name: WaitName, hasInterval: boolean): GlanceCell {
  if (stream === undefined) return NOTHING;
  const growth = growthText(stream);
  if (growth !== null) return { text: 'unstable', note: growth };
  const wait: Wait | null = stream.waitMs[name];
  if (wait === null) return { text: 'n/a', note: `n ${formatCount(stream.sampleCount)}` };
  const interval = name === 'max' || !hasInterval ? null : stream.intervals[name];
  return { text: formatWait(wait, '>= '), note: compactRange(interval, formatMs) ?? '' };
}

const waitColumn = (role: 'warm' | 'cold', name: WaitName, hasInterval: boolean): Column => ({
  group: `${role} neighbour waits`,
  title: name === 'max' ? 'longest' : name,
  head: [`${role} neighbour waits`, name],
  cell: ({ record, target }) => waitCell(streamOf(record, target, role), name, hasInterval),
});

/** Where heavy requests come at several loads, or at random, how long they take is a question too. */
const heavyWait: Column = {
  group: 'heavy work',
  title: 'median',
  head: ['heavy work', 'median'],
  cell: ({ record, target }) => waitCell(streamOf(record, target, 'heavy'), 'p50', true),
};

const heavyRate: Column = {
  group: 'heavy work',
  title: 'tasks/s',
  head: ['heavy work', 'tasks/s'],
  cell({ record, target }) {
    const stream = streamOf(record, target, 'heavy');
    if (stream === undefined) return NOTHING;
    const rate = stream.donePerSecond;
    if (growthText(stream) !== null) return { text: withThreeDigits(rate.value), note: 'unstable' };
    const note = rate.low === rate.high ? '' : (compactRange(rate, withThreeDigits) ?? '');
    return { text: withThreeDigits(rate.value), note };
  },
};

const heavyShare: Column = {
  group: 'heavy work',
  title: 'of limit',
  head: ['heavy work', 'limit'],
  cell({ record, target }) {
    const rate = streamOf(record, target, 'heavy')?.donePerSecond.value;
    const limit = heavyLimitOf(record);
    return rate === undefined || limit === null ? NOTHING : { text: formatShare(rate / limit.perSecond), note: '' };
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
  cell({ summary, target }) {
    if (target.cpuMsPerTask === null) return NOTHING;
    const { taskMs } = summary;
    return {
      text: formatMs(target.cpuMsPerTask),
      note: taskMs === null || taskMs === 0 ? '' : `${withTwoDigits(target.cpuMsPerTask / taskMs)} D`,
    };
  },
};

const memory: Column = {
  group: 'cost',
  title: 'memory',
  head: ['', 'memory'],
  cell: ({ target }) => (target.rssBytesMax === null ? NOTHING : { text: formatBytes(target.rssBytesMax), note: '' }),
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
      ? [waitColumn('warm', 'p50', false), waitColumn('warm', tail, true), waitColumn('warm', 'max', false)]
      : [],
    cold: has('cold') ? [waitColumn('cold', tail, true)] : [],
    rate: has('heavy') ? [heavyRate, heavyShare] : [],
    wait: hasHeavyWait ? [heavyWait] : [],
    cost: [cpuPerTask, memory],
  };
  const { focus } = summary.levels[0]?.record.scenario ?? {};
  return (focus === undefined ? undefined : ARRANGEMENTS[focus])?.(parts) ?? inUsualOrder(parts);
}
