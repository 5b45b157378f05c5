import { HarnessError } from '../errors.ts';

/** The one refusal of all memories of jobs. */
export const queueFull = (unfinishedLimit: number): HarnessError =>
  new HarnessError(
    'ERR_QUEUE_FULL',
    `Cannot accept the job as at most ${unfinishedLimit} may wait or run, and as many do`,
  );
