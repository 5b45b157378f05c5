import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../servers/task.ts';
import type { JobState, Outcome } from '../stats/record.ts';

/** What an answer to GET at the Location of a 202 says of the job. */
export type JobReading =
  | { readonly kind: 'under-way'; readonly state: 'queued' | 'running' }
  | { readonly kind: 'ended'; readonly state: JobState; readonly outcome: Outcome }
  /** Nothing: the server was too busy to answer, or failed to. That is not the job's end. */
  | { readonly kind: 'silent' };

const ended = (state: JobState, outcome: Outcome): JobReading => ({ kind: 'ended', state, outcome });

function shownJob(body: string): Readonly<Record<string, unknown>> {
  try {
    const job: unknown = JSON.parse(body);
    return typeof job === 'object' && job !== null ? (job as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

/** @param expected the one right output; undefined accepts any */
export function readJob(status: number, body: string, expected: Json | undefined): JobReading {
  if (status === 404 || status === 410) return ended('lost', 'lost');
  if (status !== 200) return { kind: 'silent' };
  const { state, output, code } = shownJob(body);
  switch (state) {
    case 'queued':
    case 'running':
      return { kind: 'under-way', state };
    case 'done':
      return ended(state, expected === undefined || isDeepStrictEqual(output, expected) ? 'ok' : 'wrong');
    case 'failed':
      return code === 'ERR_JOB_LOST' ? ended('lost', 'lost') : ended(state, 'failed');
    case 'cancelled':
      return ended(state, 'failed');
    default:
      return ended('unknown', 'failed');
  }
}

/**
 * Where to ask for a job: the path of a 202's Location.
 *
 * @returns null without one, and where it leads to another server: load goes where its owner agreed to it
 */
export function jobPath(location: string | null, baseUrl: string): string | null {
  if (location === null || !URL.canParse(location, baseUrl)) return null;
  const { origin, pathname, search } = new URL(location, baseUrl);
  return origin === new URL(baseUrl).origin ? `${pathname}${search}` : null;
}
