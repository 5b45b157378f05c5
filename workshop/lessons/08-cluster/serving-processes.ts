import type { Learner } from '../../referee/learner-process.ts';
import type { Referee } from '../../referee/referee.ts';
import { askEcho, holdConnections } from './connections.ts';

const CONNECTION_COUNT = 8;
/** Between two looks at the processes: some tens of milliseconds of CPU. */
const QUESTION_COUNT = 30;
const ROUND_COUNT = 12;
/** Who has used so much while only neighbours asked has answered them: dealing out connections costs far less. */
const SERVING_CPU_MS = 30;
export const LEAST_SERVING_COUNT = 2;

/**
 * How many processes answer requests, found out by asking on connections that were dealt out before: whose CPU is it? It stops
 * counting once there are enough. null where the system does not tell.
 */
export async function countServing(referee: Referee, learner: Learner): Promise<number | null> {
  using held = await holdConnections(referee, learner, CONNECTION_COUNT);
  const before = await learner.processes();
  if (before === null) return null;
  const earlierMs = new Map(before.map(({ processId, cpuMs }) => [processId, cpuMs]));
  let servingCount = 0;
  for (let round = 0; round < ROUND_COUNT && servingCount < LEAST_SERVING_COUNT; round += 1) {
    const ask = async (agent: (typeof held.connections)[number]): Promise<void> => {
      for (let count = 0; count < QUESTION_COUNT; count += 1) await askEcho(referee, learner, { agent });
    };
    await Promise.all(held.connections.map(ask));
    const now = (await learner.processes()) ?? [];
    servingCount = now.filter(
      ({ processId, cpuMs }) => cpuMs - (earlierMs.get(processId) ?? cpuMs) >= SERVING_CPU_MS,
    ).length;
  }
  return servingCount;
}
