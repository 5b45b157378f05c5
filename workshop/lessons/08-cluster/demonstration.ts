import { setTimeout as delay } from 'node:timers/promises';
import { median } from '../../../stats/percentile.ts';
import { formatMs } from '../../../stats/units.ts';
import type { Demonstration } from '../../lesson.ts';
import type { Learner } from '../../referee/learner-process.ts';
import type { Referee } from '../../referee/referee.ts';
import type { WorkJob } from '../../referee/oracle-protocol.ts';
import { HeldConnection, askEcho, holdConnections } from './connections.ts';
import { stateOf } from './job-visit.ts';
import { usersText } from './users-text.ts';

/** Of the starter, which the demonstration runs. */
export const WORKER_COUNT = 4;
export const USER_COUNT = 16;
const ROUND_COUNT = 4;
/** A worker has surely begun with its job. */
const BEGUN_MS = 30;

/** A job in the cluster, and what became of the users beside it. */
interface Round {
  /** From asking for it to hearing that it is done. */
  readonly tookMs: number;
  readonly heldMs: readonly number[];
  readonly freshMs: readonly number[];
  /** Whether each of the others who asked for the job, once it was done, heard 404. */
  readonly unknown: readonly boolean[];
}

async function watchRound(referee: Referee, server: Learner, job: WorkJob): Promise<Round> {
  using held = await holdConnections(referee, server, USER_COUNT);
  using own = new HeldConnection();
  await referee.ask(server, { path: '/health', agent: own });
  const { nonce, iterations } = job;
  const made = await referee.ask(server, { path: '/jobs', body: { nonce, iterations }, agent: own });
  const path = String(made.headers.location);
  const done = referee.ask(server, { path, agent: own });
  await delay(BEGUN_MS);
  const [heldWaits, freshWaits] = await Promise.all([
    Promise.all(held.connections.map(async (agent) => askEcho(referee, server, { agent }))),
    Promise.all(held.connections.map(async () => askEcho(referee, server))),
  ]);
  const { tookMs, ...said } = await done;
  if (stateOf(said) !== 'done')
    throw new RangeError('The starter answers on this connection only when its loop is free');
  const reads = await Promise.all(held.connections.map(async () => referee.ask(server, { path })));
  return {
    tookMs: made.tookMs + tookMs,
    heldMs: heldWaits.map(({ waitMs }) => waitMs),
    freshMs: freshWaits.map(({ waitMs }) => waitMs),
    unknown: reads.map(({ status }) => status === 404),
  };
}

const shareOf = (happened: readonly boolean[]): number => happened.filter(Boolean).length / happened.length;

/** Four blocking workers with a map each: the starter, on jobs of one worker at a time. */
export async function demonstrate(referee: Referee): Promise<Demonstration> {
  const { jobs, workMs } = await referee.prepare(ROUND_COUNT);
  await using server = await referee.start(new URL('./start/server.ts', import.meta.url));
  const rounds: Round[] = [];
  for (const job of jobs) rounds.push(await watchRound(referee, server, job));
  const waited = (waitsMs: readonly number[]): boolean[] => waitsMs.map((waitMs) => waitMs > workMs / 4);
  const held = rounds.map(({ heldMs }) => waited(heldMs));
  const fresh = rounds.map(({ freshMs }) => waited(freshMs));
  const unknown = rounds.map((round) => round.unknown);
  const longestMs = Math.max(...rounds.flatMap(({ heldMs }) => heldMs));
  return {
    lines: [
      `${USER_COUNT} users at once, while one of ${WORKER_COUNT} workers has a job. Each row is another job. A bar was answered at once, a dot waited for the end of the job:`,
      ...held.map((one) => usersText('kept open', one, 'waited')),
      `The longest waited ${formatMs(longestMs)}. ${USER_COUNT} more at the same moments, each on a new connection:`,
      ...fresh.map((one) => usersText('new', one, 'waited')),
      `Then, the job was done. ${USER_COUNT} others asked for it on new connections; a dot heard 404:`,
      ...unknown.map((one) => usersText('its job?', one, 'heard 404')),
    ],
    truths: [
      median(rounds.map(({ tookMs }) => tookMs)),
      shareOf(held.flat()),
      shareOf(fresh.flat()),
      shareOf(unknown.flat()),
    ],
  };
}
