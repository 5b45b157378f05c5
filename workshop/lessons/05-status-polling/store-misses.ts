import { formatCount } from '../../../stats/units.ts';
import type { Miss } from '../../referee/verdict.ts';
import { MANY_COUNT, MAX_KEPT, type ManyJobs } from './many-jobs.ts';

/**
 * Whether a store that was given thousands of jobs forgot the earliest, and only those.
 *
 * @param digests of the late ones, in their order
 */
export function storeMisses({ acceptedCount, early, late }: ManyJobs, digests: readonly string[]): Miss[] {
  const many = `${formatCount(MANY_COUNT)} tiny jobs`;
  if (acceptedCount < MANY_COUNT)
    return [
      {
        fact: `Of ${many}, ${formatCount(acceptedCount)} got a 202 with a Location.`,
        question: 'What does POST /jobs do when many come at once?',
        isClear: false,
      },
    ];
  const keptCount = early.filter(({ status }) => status.state !== 'unknown').length;
  if (keptCount > 0)
    return [
      {
        fact: `After ${many}, ${keptCount} of ${early.length} early ones that were looked for are still known. At most ${formatCount(MAX_KEPT)} finished jobs are to be kept.`,
        question: 'Who takes a finished job out of the store, and when?',
        isClear: true,
      },
    ];
  const wrong = late.filter(({ status }, index) => status.state !== 'done' || status.digest !== digests[index]);
  const [first] = wrong;
  if (first === undefined) return [];
  return [
    {
      fact: `After ${many}, ${wrong.length} of the ${late.length} latest are not told as done with their digest; one is "${first.status.state}".`,
      question: 'Which of the finished jobs goes first when the store is full?',
      isClear: first.status.state === 'unknown',
    },
  ];
}
