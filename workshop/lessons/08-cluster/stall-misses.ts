import { STALL_MS } from '../../../stats/summary.ts';
import { formatMs, formatShare } from '../../../stats/units.ts';
import type { Probe } from '../../referee/measure.ts';
import { type Conditions, type Miss, isClearlyOver, waitLimitMs } from '../../referee/verdict.ts';
import type { JobVisit } from './job-visit.ts';
import { usersText } from './users-text.ts';

/** F: so many users may wait longer than the limit while one of the workers has a job. */
const MAX_SLOW_SHARE = 0.05;
/** A share that is missed by so much is missed on any machine. */
const CLEAR_SHARE = 0.15;

/** What users waited while a job was under way, by how they are connected. */
export interface Waits {
  /** The maker's questions for its job, on the connection that it was made on: however many workers there are, it is at the job's. */
  readonly maker: readonly number[];
  /** Others who keep their connections, dealt out to all workers. */
  readonly held: readonly number[];
  /** Others on new connections. */
  readonly fresh: readonly number[];
}

/** @param probes of neighbours on connections that stay open, on the same clock as the visits */
export function waitsOf(visits: readonly JobVisit[], probes: readonly Probe[]): Waits {
  const isDuring = ({ dueMs }: Probe): boolean => visits.some(({ fromMs, toMs }) => dueMs >= fromMs && dueMs < toMs);
  return {
    maker: visits.flatMap(({ polls }) => polls.map(({ tookMs }) => tookMs)),
    held: probes.filter(isDuring).map(({ waitMs }) => waitMs),
    fresh: visits.flatMap(({ neighbours }) => neighbours.map(({ waitMs }) => waitMs)),
  };
}

export const slowShareOf = (waitsMs: readonly number[], limitMs = STALL_MS): number =>
  waitsMs.length === 0 ? 0 : waitsMs.filter((waitMs) => waitMs > limitMs).length / waitsMs.length;

/** With its words it fits a terminal of 80 columns. */
const DRAWN_COUNT = 50;

/** Whether a worker with a job leaves its users, and the primary leaves everybody, with a loop that answers. */
export function stallMisses(waits: Waits, conditions: Conditions): Miss[] {
  const limitMs = waitLimitMs(STALL_MS, conditions);
  const maker = slowShareOf(waits.maker, limitMs);
  const held = slowShareOf(waits.held, limitMs);
  const fresh = slowShareOf(waits.fresh, limitMs);
  if (Math.max(maker, held, fresh) <= MAX_SLOW_SHARE) return [];
  const isClear = Object.values(waits).some(
    (waitsMs) =>
      slowShareOf(waitsMs, limitMs) > CLEAR_SHARE && isClearlyOver(Math.max(...waitsMs), limitMs, conditions),
  );
  const rule = `waited longer than ${formatMs(limitMs)}; at most ${formatShare(MAX_SLOW_SHARE)} may.`;
  if (held <= MAX_SLOW_SHARE && fresh > Math.min(CLEAR_SHARE, Math.max(maker, MAX_SLOW_SHARE)))
    return [
      {
        fact: `While a job ran, ${formatShare(fresh)} of the users with new connections ${rule} Of those whose connections stay open it was ${formatShare(held)}.`,
        question: 'Which process takes every new connection, and what does its loop do meanwhile?',
        isClear,
        isTimed: true,
      },
    ];
  return [
    {
      fact: `While a job ran, ${formatShare(held)} of the users with connections that stay open, and ${formatShare(maker)} of the questions for the job on the connection it was made on, ${rule}`,
      question:
        held > MAX_SLOW_SHARE
          ? 'A connection stays with its worker. What does the loop of that worker do meanwhile?'
          : 'A connection stays with its worker. What does an answer of that worker wait for?',
      picture: usersText(
        'kept open',
        waits.held.slice(0, DRAWN_COUNT).map((waitMs) => waitMs > limitMs),
        'waited',
      ),
      isClear,
      isTimed: true,
    },
  ];
}
