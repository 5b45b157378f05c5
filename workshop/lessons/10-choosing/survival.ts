import { setTimeout as delay } from 'node:timers/promises';
import { AskedJob } from '../../../bench/faults/asked-job.ts';
import { CellLog } from '../../../bench/faults/cell-log.ts';
import { FaultServer } from '../../../bench/faults/fault-server.ts';
import { workOf } from './arrivals.ts';
import type { Card } from './card.ts';
import type { Settings } from './settings.ts';
import type { Bench } from './trial.ts';

/** Long enough that deferred ones are accepted and the first has begun; all of them take longer. */
const KILL_AFTER_MS = 400;
/** A queue gives a killed worker's work to another one when its lease is over; and then it is done. */
const PATIENCE_MS = 11_000;

/** What became of reports whose server was killed with -9 and started again on the same folder. */
export interface Survival {
  readonly doneCount: number;
  /** Neither done nor told as lost when the patience was over. */
  readonly openCount: number;
}

/**
 * Asks for reports, kills the server in the middle of them, starts it again, and counts those that are done in the end.
 *
 * @throws {HarnessError} ERR_SERVER_START; the signal's reason
 */
export async function survivors(
  card: Card,
  reportCount: number,
  settings: Settings,
  { scale, signal }: Bench,
): Promise<Survival> {
  const { delivery, ...args } = settings;
  const log = new CellLog();
  await using server = await FaultServer.start({ ...args, queueUrl: null, heapLimitMb: null }, log, signal);
  const work = { taskName: card.task, input: workOf(card, scale).input, said: 'a report' };
  const over = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const jobs = Array.from(
    { length: reportCount },
    (_, index) =>
      new AskedJob(
        { role: 'victim', name: `report ${index + 1}`, work },
        { place: server, log, over, delivery, agent: false },
      ),
  );
  await delay(KILL_AFTER_MS, undefined, { signal });
  await server.kill();
  await server.restart();
  await Promise.all(jobs.map(async ({ ended }) => ended));
  signal.throwIfAborted();
  const ends = jobs.map(({ account }) => account);
  return {
    doneCount: ends.filter(({ end }) => end === 'done').length,
    openCount: ends.filter(({ end, code }) => end === 'lost' && code === null).length,
  };
}
