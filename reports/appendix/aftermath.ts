import type { Aftermath, RoundSettling } from '../../stats/aftermath.ts';
import type { Summary } from '../../stats/summary.ts';
import { formatMs } from '../../stats/units.ts';
import { formatWait } from '../wait-axis.ts';
import { intervalText } from '../wording.ts';
import type { Appendix } from './appendix.ts';

interface Row {
  readonly targetName: string;
  readonly aftermath: Aftermath;
}

/** A load that ends is no level: there is one. */
const rowsOf = ({ targets }: Summary): Row[] =>
  targets.flatMap(({ targetName, aftermath }) => (aftermath === null ? [] : [{ targetName, aftermath }]));

const roundsText = (rounds: readonly RoundSettling[]): string =>
  rounds.map((round) => formatWait(round)).join(', ') || 'n/a';

export const aftermath: Appendix = {
  name: 'aftermath',
  place: 0.5,
  title: () => 'When all was as before',
  intro: () =>
    'The heavy work of this load ends. Well again: from its first request until every neighbour who was held up by it had an answer; a neighbour is well up to the wait that stands beside it. Worked on: from when the last heavy client was answered, turned away or had left until the server’s processes used no more CPU than neighbours cost, to the 200 ms at which they tell of themselves. Medians of the rounds; "≥" where a round ended before that.',
  table: (_record, summary) => ({
    columns: [
      'Target',
      'Well again after',
      'Interval',
      'Each round',
      'Well up to',
      'Worked on for',
      'Each round of that',
    ],
    rows: rowsOf(summary).map(({ targetName, aftermath: { wellAgain, wellLimitMs, idleAgain } }) => [
      targetName,
      wellAgain === null ? 'n/a' : formatWait(wellAgain.median),
      intervalText(wellAgain?.interval ?? null, formatMs) ?? '',
      roundsText(wellAgain?.rounds ?? []),
      wellLimitMs === null ? 'n/a' : formatMs(wellLimitMs),
      idleAgain === null ? 'n/a' : formatWait(idleAgain.median),
      roundsText(idleAgain?.rounds ?? []),
    ]),
  }),
};
