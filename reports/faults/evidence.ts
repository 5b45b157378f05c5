import type { FaultCell, FaultRow, TriedResult } from '../../stats/faults/fault-table.ts';
import { type JobCounts, countJobs } from '../../stats/faults/job-counts.ts';
import { formatMs } from '../../stats/units.ts';
import type { Fact } from '../facts.ts';

const SERVER_TEXT: Readonly<Record<TriedResult['observation']['server']['state'], string>> = {
  same: 'the same process all the time',
  replaced: 'a process of it died and was replaced',
  restarted: 'it died and was started again from outside',
  down: 'it was down in the end',
};

/** "5 accepted: 4 done, 1 failed, 0 lost", with what else there was. */
function countsText({ accepted, refused, done, failed, left, lost, twice }: JobCounts): string {
  const more = [
    ...(left > 0 ? [`${left} left or cancelled`] : []),
    ...(refused > 0 ? [`${refused} more refused`] : []),
    ...(twice > 0 ? [`${twice} begun more than once`] : []),
  ];
  return [`${accepted} accepted: ${done} done`, `${failed} failed`, `${lost} lost`, ...more].join(', ');
}

/** What a cell's server, neighbours and jobs went through. */
export function survivalFacts({ observation }: TriedResult, { delivery }: FaultRow): Fact[] {
  const { server, neighbours, jobs } = observation;
  return [
    { name: 'Server', text: SERVER_TEXT[server.state] },
    {
      name: 'Neighbours',
      text: `${neighbours.answeredCount} of ${neighbours.askedCount} answered; longest silence ${formatMs(neighbours.longestSilenceMs)}, longest wait of one ${formatMs(neighbours.longestWaitMs)}`,
    },
    { name: 'Jobs', text: countsText(countJobs(jobs, delivery)) },
  ];
}

/** "✓ The server lives on: the same process all the time" as its parts. */
export const ruleText = ({ rule, seen }: TriedResult['rules'][number]): string => `${rule}. Seen: ${seen}`;

/** "+1,234 ms  victim 1: done". */
export const logText = ({ atMs, text }: TriedResult['log'][number]): string =>
  `${atMs.toLocaleString('en-US').padStart(6)} ms  ${text}`;

/** Why there is nothing to show; null where there is. */
export const absence = (cell: FaultCell | null): string | null => {
  if (cell === null) return 'The run ended before.';
  return cell.result.kind === 'tried' ? null : cell.result.reason;
};
