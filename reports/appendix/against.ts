import type { Difference } from '../../stats/compare/compare.ts';
import type { Appendix } from './appendix.ts';
import { levelCell, levelColumn } from './appendix.ts';

const VERDICTS: Readonly<Record<Difference, string>> = {
  better: 'better',
  worse: 'worse',
  'no-difference': 'no difference shown',
  'too-small': 'too small to matter',
};

export const against: Appendix = {
  name: 'against',
  place: 1,
  title: (_record, { levels }) => {
    const names = new Set(levels.flatMap(({ comparisons }) => comparisons.map(({ referenceName }) => referenceName)));
    return `Against ${[...names].join(' and ')}`;
  },
  intro: () =>
    'Round by round, under the same arrivals. Better or worse is said only where the interval of the ratio leaves no other choice.',
  table: (_record, summary) => ({
    columns: ['Target', ...levelColumn(summary), 'Verdict', 'In words'],
    rows: summary.levels.flatMap(({ name, comparisons }) =>
      comparisons.map(({ targetName, verdict, sentence }) => [
        targetName,
        ...levelCell(summary, name),
        VERDICTS[verdict],
        sentence,
      ]),
    ),
    proseColumn: 'In words',
  }),
};
