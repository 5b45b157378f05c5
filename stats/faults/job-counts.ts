import type { FaultJob, FaultRow } from './fault-table.ts';

/** What became of the jobs of a cell. `accepted` is the sum of all that stand behind it but `twice`. */
export interface JobCounts {
  readonly asked: number;
  readonly refused: number;
  readonly accepted: number;
  readonly done: number;
  readonly failed: number;
  /** Cancelled, or left by their clients. */
  readonly left: number;
  readonly lost: number;
  /** Begun more than once. */
  readonly twice: number;
}

/** A deferred server has accepted what it gave an id; one that answers at the end whatever it did not refuse. */
export function countJobs(jobs: readonly FaultJob[], delivery: FaultRow['delivery']): JobCounts {
  const accepted = jobs.filter(({ id, end }) => (delivery === 'deferred' ? id !== null : end !== 'refused'));
  const count = (...ends: readonly FaultJob['end'][]): number =>
    accepted.filter(({ end }) => ends.includes(end)).length;
  return {
    asked: jobs.length,
    refused: jobs.filter(({ end }) => end === 'refused').length,
    accepted: accepted.length,
    done: count('done'),
    failed: count('failed'),
    left: count('cancelled', 'left'),
    lost: count('lost', 'broken'),
    twice: accepted.filter(({ attemptCount }) => (attemptCount ?? 0) > 1).length,
  };
}
