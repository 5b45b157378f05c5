import { goodWorkOf } from '../stats/good-work.ts';
import type { Wait } from '../stats/summary.ts';
import { formatCount, formatShare } from '../stats/units.ts';
import type { GlanceCell } from './glance.ts';
import type { Column } from './glance-columns.ts';
import { growthText, streamOf } from './streams.ts';
import { formatWait } from './wait-axis.ts';

/** Columns of figures that only some scenarios have, and that these tell first. */

const NOTHING: GlanceCell = { text: 'n/a', note: '', sortValue: null };

type Times = NonNullable<NonNullable<ReturnType<typeof streamOf>>['jobs']>;

export const jobMoment = (title: string): Pick<Column, 'group' | 'title' | 'head' | 'isKept'> => ({
  group: 'a job is, at the median',
  title,
  head: ['job is, at the median,', title],
  isKept: true,
});

const jobColumn = (title: string, waitOf: (jobs: Times) => Wait | null): Column => ({
  ...jobMoment(title),
  key: `job-${title}`,
  unit: 'ms',
  best: 'low',
  scale: 'logarithmic',
  cell({ record, target }) {
    const stream = streamOf(record, target, 'heavy');
    if (stream === undefined) return NOTHING;
    // Its answer is its output: there is no job.
    if (stream.jobs === null) return { text: 'n/a', note: 'no job', sortValue: null };
    const wait = waitOf(stream.jobs);
    if (wait !== null) return { text: formatWait(wait, '>= '), note: '', sortValue: wait.valueMs };
    const growth = growthText(stream);
    return growth === null ? NOTHING : { text: 'unstable', note: growth, sortValue: null };
  },
});

/** How long until a job is accepted, begun and done. */
export const jobColumns: readonly Column[] = [
  jobColumn('accepted', ({ acceptedMs }) => acceptedMs.p50),
  jobColumn('begun', ({ startedMs }) => startedMs.p50),
  jobColumn('done', ({ doneMs }) => doneMs.p50),
];

/** "97 %" and below it "349 of 360": a share of all. */
function shareCell(count: number, ofCount: number): GlanceCell {
  if (ofCount === 0) return NOTHING;
  const share = count / ofCount;
  return { text: formatShare(share), note: `${formatCount(count)} of ${formatCount(ofCount)}`, sortValue: share };
}

/** Whether the good requests are served right, and the poisoned ones told what is wrong. */
export const goodWorkColumns: readonly Column[] = [
  {
    key: 'served-right',
    unit: 'share',
    best: 'high',
    group: 'good requests',
    title: 'served right',
    head: ['good', 'right'],
    isKept: true,
    cell({ record, target }) {
      const work = goodWorkOf(record, target);
      return work === null ? NOTHING : shareCell(work.servedCount, work.askedCount);
    },
  },
  {
    key: 'told-so',
    unit: 'share',
    best: 'high',
    group: 'poisoned ones',
    title: 'told so',
    head: ['poison', 'told'],
    isKept: true,
    cell({ record, target }) {
      const work = goodWorkOf(record, target);
      return work === null ? NOTHING : shareCell(work.toldCount, work.poisonCount);
    },
  },
];
