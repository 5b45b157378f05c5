import type { JobState, StreamSamples } from './record.ts';

/** States of a job that waits or runs still, or of which nothing was ever heard. */
const UNDER_WAY: ReadonlySet<JobState> = new Set<JobState>(['queued', 'running', 'unknown']);

export const isJob = ({ acceptedAtMs }: StreamSamples, index: number): boolean =>
  (acceptedAtMs?.[index] ?? null) !== null;

/**
 * When a request left the server, since the trial's start. A job leaves it when it is done, by the server's own stamp
 * where there is one, and not when a poll finds out; nor does it leave because its client gives up. Infinity for requests
 * that never left it.
 */
export function overAtMs(samples: StreamSamples, index: number): number {
  const { dueAtMs, latencyMs, outcomes, jobStates, finishedAtMs } = samples;
  const answeredAtMs = (dueAtMs[index] ?? Number.NaN) + (latencyMs[index] ?? Number.NaN);
  if (!isJob(samples, index)) return outcomes[index] === 'unfinished' ? Infinity : answeredAtMs;
  return UNDER_WAY.has(jobStates?.[index] ?? 'unknown') ? Infinity : (finishedAtMs?.[index] ?? answeredAtMs);
}
