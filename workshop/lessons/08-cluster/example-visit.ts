import type { Reply } from '../../referee/ask.ts';
import type { JobVisit } from './job-visit.ts';

const DIGEST = 'digest';

export const exampleReply = (status: number, body: unknown = '', tookMs = 2): Reply => ({
  status,
  headers: {},
  body,
  tookMs,
});

export const DONE = exampleReply(200, { state: 'done', digest: DIGEST });
export const RUNNING = exampleReply(200, { state: 'running' });
export const UNKNOWN = exampleReply(404, { message: 'No such job' });

/** For tests: a job of a cluster that does all as it should, and what is to be different. */
export function example({
  waitsMs,
  ...different
}: Partial<JobVisit> & {
  readonly waitsMs?: Readonly<Record<'polls' | 'neighbours', readonly number[]>>;
} = {}): JobVisit {
  return {
    digest: DIGEST,
    made: { ...exampleReply(202), headers: { location: '/jobs/1' } },
    isPlaced: true,
    polls: waitsMs?.polls.map((tookMs) => ({ ...RUNNING, tookMs })) ?? [RUNNING, DONE],
    earlyReads: [RUNNING, RUNNING],
    lateReads: [DONE, DONE],
    neighbours: (waitsMs?.neighbours ?? [2]).map((waitMs) => ({ waitMs, isRight: true })),
    openedCount: 1,
    fromMs: 0,
    toMs: 400,
    ...different,
  };
}
