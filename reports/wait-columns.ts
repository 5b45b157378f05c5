import type { StreamSummary, Wait } from '../stats/summary.ts';
import { formatCount, formatMs } from '../stats/units.ts';
import type { GlanceCell } from './glance.ts';
import type { Column } from './glance-columns.ts';
import { growthText, streamOf } from './streams.ts';
import { formatWait } from './wait-axis.ts';
import { compactRange } from './wording.ts';

/** Columns of the table at a glance that tell how long requests waited. */

const NOTHING: GlanceCell = { text: 'n/a', note: '', sortValue: null };

type WaitName = 'p50' | 'p90' | 'p99' | 'max';

function waitCell(stream: StreamSummary | undefined, name: WaitName, isNarrow: boolean): GlanceCell {
  if (stream === undefined) return NOTHING;
  const growth = growthText(stream);
  if (growth !== null) return { text: 'unstable', note: growth, sortValue: null };
  const wait: Wait | null = stream.waitMs[name];
  if (wait === null) return { text: 'n/a', note: `n ${formatCount(stream.sampleCount)}`, sortValue: null };
  const interval = name === 'max' ? null : stream.intervals[name];
  const range = compactRange(interval, formatMs) ?? '';
  return {
    text: formatWait(wait, '>= '),
    note: isNarrow ? '' : range,
    wideNote: range,
    sortValue: wait.valueMs,
    interval,
  };
}

/** @param isNarrow whether its interval is left out where columns are narrow */
export const waitColumn = (role: 'warm' | 'cold', name: WaitName, isNarrow: boolean): Column => ({
  key: `${role}-${name}`,
  group: `${role} neighbour waits`,
  title: name === 'max' ? 'longest' : name,
  head: [`${role} neighbour waits`, name],
  unit: 'ms',
  best: 'low',
  scale: 'logarithmic',
  ...(name === 'max' ? {} : { compared: { role, metric: name } }),
  cell: ({ record, target }) => waitCell(streamOf(record, target, role), name, isNarrow),
});

/** Where heavy requests come at several loads, or at random, how long they take is a question too. */
export const heavyWait: Column = {
  key: 'heavy-p50',
  group: 'heavy work',
  title: 'median',
  head: ['heavy work', 'median'],
  unit: 'ms',
  best: 'low',
  scale: 'logarithmic',
  cell: ({ record, target }) => waitCell(streamOf(record, target, 'heavy'), 'p50', false),
};
