import { nowMs } from '../../../servers/telemetry.ts';
import { setTimeout as delay } from 'node:timers/promises';
import { fieldsOf } from '../../referee/ask.ts';
import type { WorkTask } from '../../referee/oracle-protocol.ts';
import type { Learner } from '../../referee/learner-process.ts';
import type { Referee } from '../../referee/referee.ts';
import type { Ledger } from './place.ts';

/** A job that the referee has asked for. */
export interface Asked extends WorkTask {
  /** Of the answer to POST /jobs; 0 when none came. */
  readonly status: number;
  /** Where it says the job is to be found; '' when it does not. */
  readonly location: string;
}

/** "unknown" for an id that the API knows nothing of, and for no answer. */
export type SeenState = 'queued' | 'running' | 'done' | 'failed' | 'unknown';

export interface Status {
  readonly state: SeenState;
  readonly digest: string | null;
}

/** What became of it. */
export interface JobSeen extends Status {
  /** Digests of its effects. */
  readonly effects: readonly string[];
  /** When each attempt began, as Date.now() counts. */
  readonly beginsMs: readonly number[];
}

const STATES: ReadonlySet<unknown> = new Set(['queued', 'running', 'done', 'failed']);
const POLL_MS = 20;

export async function askFor(referee: Referee, api: Learner, { nonce, iterations }: WorkTask): Promise<Asked> {
  const { status, headers } = await referee.ask(api, { path: '/jobs', body: { nonce, iterations } });
  return { nonce, iterations, status, location: headers.location ?? '' };
}

export async function statusOf(referee: Referee, api: Learner, { location }: Asked): Promise<Status> {
  if (!location.startsWith('/')) return { state: 'unknown', digest: null };
  const { status, body } = await referee.ask(api, { path: location });
  const { state, digest } = fieldsOf(body);
  if (status !== 200 || !STATES.has(state)) return { state: 'unknown', digest: null };
  return { state: state as SeenState, digest: typeof digest === 'string' ? digest : null };
}

/** Asks until all are in one of `states`, or the time is over. @returns their last states, in order */
export async function untilAll(
  referee: Referee,
  api: Learner,
  jobs: readonly Asked[],
  { states, limitMs }: { readonly states: readonly SeenState[]; readonly limitMs: number },
): Promise<readonly SeenState[]> {
  const endAtMs = nowMs() + limitMs;
  for (;;) {
    const seen = await Promise.all(jobs.map(async (job) => (await statusOf(referee, api, job)).state));
    if (seen.every((state) => states.includes(state)) || nowMs() > endAtMs) return seen;
    await delay(POLL_MS, undefined, { signal: referee.signal });
  }
}

export async function seenOf(referee: Referee, api: Learner, ledger: Ledger, job: Asked): Promise<JobSeen> {
  const [status, effects, beginsMs] = await Promise.all([
    statusOf(referee, api, job),
    ledger.effectsOf(job.nonce),
    ledger.beginsOf(job.nonce),
  ]);
  return { ...status, effects, beginsMs };
}
