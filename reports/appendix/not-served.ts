import { formatCount, formatMs } from '../../stats/units.ts';
import { shownStream } from '../streams.ts';
import type { Appendix } from './appendix.ts';
import { levelCell, levelColumn } from './appendix.ts';

export const notServed: Appendix = {
  name: 'not-served',
  place: 5,
  title: () => 'Requests that were turned away',
  intro: () =>
    'Answered, but not with what was asked for, or accepted and then lost. How fast that was is in no wait above.',
  table: (record, summary) => ({
    columns: ['Target', ...levelColumn(summary), 'Stream', 'Outcome', 'Requests', 'Median', 'Longest'],
    rows: summary.levels.flatMap(({ name, targets }) =>
      targets.flatMap(({ targetName, streams }) =>
        streams.flatMap(({ streamName, otherWaits }) =>
          otherWaits.map(({ outcome, count, p50Ms, maxMs }) => [
            targetName,
            ...levelCell(summary, name),
            shownStream(record, streamName),
            outcome,
            formatCount(count),
            formatMs(p50Ms),
            formatMs(maxMs),
          ]),
        ),
      ),
    ),
  }),
};
