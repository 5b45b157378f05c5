import { isDeepStrictEqual } from 'node:util';
import type { JobState, Outcome } from '../stats/record.ts';
import type { RequestPlan } from './sender/sender-protocol.ts';

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

export type ExpectedEnding = Pick<RequestPlan, 'expected' | 'mustFail'>;

/** A job that must fail has ended right when it failed with a code, and only then. */
function failureReading({ state, code }: Readonly<Record<string, unknown>>): JobReading | null {
  if (state === 'done' || state === 'cancelled') return ended(state, 'wrong');
  return state === 'failed' && typeof code !== 'string' ? ended(state, 'wrong') : null;
}

/** @param expected the one right output; any where none is named */
export function readJob(status: number, body: string, { expected, mustFail }: ExpectedEnding): JobReading {
  if (status === 404 || status === 410) return ended('lost', 'lost');
  if (status !== 200) return { kind: 'silent' };
  const job = shownJob(body);
  const { state, output, code } = job;
  const failure = mustFail === true ? failureReading(job) : null;
  if (failure !== null) return failure;
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
