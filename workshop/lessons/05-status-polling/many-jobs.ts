import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { Learner } from '../../referee/learner-process.ts';
import type { WorkTask } from '../../referee/oracle-protocol.ts';
import type { Referee } from '../../referee/referee.ts';
import { type JobStatus, statusOf } from './job-status.ts';
import { jobPath, poll, postJob } from './polling.ts';

export const MANY_COUNT = 5_000;
/** Finished jobs that a server may remember. */
export const MAX_KEPT = 1_000;
/** Askers at the same time. */
const ASKER_COUNT = 20;
/** Jobs that are asked for among the earliest, between, and among the latest. */
const SAMPLE_COUNTS = { early: 40, between: 160, late: 20 } as const;
/** Jobs of askers beside each other may end in another order than they were posted in. */
const SLACK_COUNT = 100;
/** The last of them is done soon after it was posted: each takes some microseconds. */
const LAST_MS = 2_000;
const TINY_ITERATIONS = 1;

/** What became of a job that was one of many. */
export interface Sampled {
  readonly task: WorkTask;
  readonly status: JobStatus;
}

export interface ManyJobs {
  /** Those that got a 202 with a Location. */
  readonly acceptedCount: number;
  /** Long forgotten by a server that keeps its bound. */
  readonly early: readonly Sampled[];
  /** Posted last: nobody may have forgotten them. */
  readonly late: readonly Sampled[];
  /** Memory of the server and all it started, before and after; null where the system does not tell. */
  readonly rssBytes: readonly [number | null, number | null];
}

/** Does `act` for each item, some at a time. */
async function forEach<Item>(items: readonly Item[], act: (item: Item, index: number) => Promise<void>): Promise<void> {
  const queue = items.entries();
  const work = async (): Promise<void> => {
    // All of them take from the same queue.
    for (const [index, item] of queue) await act(item, index);
  };
  await Promise.all(Array.from({ length: ASKER_COUNT }, work));
}

async function rssOf(server: Learner): Promise<number | null> {
  const processes = await server.processes();
  return processes === null ? null : processes.reduce((sum, { rssBytes }) => sum + rssBytes, 0);
}

/** Indexes of `count` items, evenly from the first up to `endIndex`. */
const evenly = (count: number, endIndex: number): number[] =>
  Array.from({ length: count }, (_, place) => Math.floor((place * endIndex) / count));

/** Posts thousands of tiny jobs and asks for some of them afterwards. */
export async function postMany(referee: Referee, server: Learner): Promise<ManyJobs> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: ASKER_COUNT });
  try {
    const rssBeforeBytes = await rssOf(server);
    const tasks = Array.from({ length: MANY_COUNT }, () => ({ nonce: randomUUID(), iterations: TINY_ITERATIONS }));
    const paths: (string | null)[] = Array.from({ length: MANY_COUNT }, () => null);
    await forEach(tasks, async (task, index) => {
      const reply = await postJob(referee, server, task, agent);
      paths[index] = reply.status === 202 ? jobPath(reply, server) : null;
    });
    const lastPath = paths.at(-1);
    if (typeof lastPath === 'string') await poll(referee, server, { path: lastPath, limitMs: LAST_MS, agent });
    const sample = async (indexes: readonly number[]): Promise<Sampled[]> => {
      const sampled: Sampled[] = [];
      await forEach(indexes, async (index) => {
        const [task, path] = [tasks[index], paths[index]];
        if (task === undefined || typeof path !== 'string') return;
        sampled.push({ task, status: statusOf(await referee.ask(server, { path, agent })) });
      });
      return sampled;
    };
    const forgottenCount = MANY_COUNT - MAX_KEPT - SLACK_COUNT;
    const earliest = Array.from({ length: SAMPLE_COUNTS.early }, (_, index) => index);
    const latest = earliest.slice(0, SAMPLE_COUNTS.late).map((index) => MANY_COUNT - 1 - index);
    return {
      acceptedCount: paths.filter((path) => path !== null).length,
      early: await sample([...new Set([...earliest, ...evenly(SAMPLE_COUNTS.between, forgottenCount)])]),
      late: await sample(latest),
      rssBytes: [rssBeforeBytes, await rssOf(server)],
    };
  } finally {
    agent.destroy();
  }
}
