import { type Reply, fieldsOf } from '../../referee/ask.ts';

/** What GET of a job's address says of it. */
export type JobStatus =
  | { readonly state: 'queued' | 'running' }
  | { readonly state: 'done'; readonly digest: string }
  | { readonly state: 'failed'; readonly code: string }
  | { readonly state: 'unknown' }
  | { readonly state: 'unreadable' };

/** 404 for an id that never was, 410 for one that was. */
const UNKNOWN_STATUSES: ReadonlySet<number> = new Set([404, 410]);
/** Something that a program can compare; no sentence. */
const CODE = /^[A-Z][A-Z0-9_]*$/;

export function statusOf({ status, body }: Pick<Reply, 'status' | 'body'>): JobStatus {
  if (UNKNOWN_STATUSES.has(status)) return { state: 'unknown' };
  if (status !== 200) return { state: 'unreadable' };
  const { state, digest, code } = fieldsOf(body);
  if (state === 'queued' || state === 'running') return { state };
  if (state === 'done' && typeof digest === 'string') return { state, digest };
  if (state === 'failed' && typeof code === 'string' && CODE.test(code)) return { state, code };
  return { state: 'unreadable' };
}

/** Whether nothing more can become of it. */
export const isSettled = ({ state }: JobStatus): boolean => state !== 'queued' && state !== 'running';

const RANKS: Readonly<Partial<Record<JobStatus['state'], number>>> = { queued: 0, running: 1, done: 2, failed: 2 };

/** "done, then running": the first step that was no step forward; undefined where all were. */
export function backwardStep(statuses: readonly JobStatus[]): string | undefined {
  const states = statuses.map(({ state }) => state);
  const index = states.findIndex((state, place) => {
    const before = states[place - 1];
    if (before === undefined || before === state) return false;
    return (RANKS[state] ?? -1) <= (RANKS[before] ?? -1);
  });
  return index < 0 ? undefined : `${states[index - 1]}, then ${states[index]}`;
}
