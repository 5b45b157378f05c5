import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import type { Learner } from '../../referee/learner-process.ts';
import type { Measured } from '../../referee/measure.ts';
import type { WorkJob, WorkTask } from '../../referee/oracle-protocol.ts';
import type { Referee } from '../../referee/referee.ts';
import { type Asked, type JobSeen, type SeenState, askFor, seenOf, statusOf, untilAll } from './job-seen.ts';
import type { Place } from './place.ts';

/** Of W. A lease is as short as a noisy machine allows, and the long job is longer than it. */
export const LEASE_SHARE = 2;
export const LONG_SHARE = 4;
const SMALL_SHARE = 0.1;
/** Of W: how far a job has come when its worker is killed. Not as far as the first heartbeat. */
const MIDDLE_SHARE = 0.25;
/** Of W: all that may be over is over long before. */
export const PATIENCE_SHARE = 8;
/** Of W, for the watching: two new workers start, jobs are done again, the long one is done. */
const WATCH_SHARE = 10;
const STARTS_MS = 600;

/**
 * first, second: one of their workers ends by kill -9 in the middle, the other one stands still for longer than its lease
 * and goes on later; nobody knows which has which. poison: throws each time. behind: waits behind it. long: longer than its
 * lease.
 */
export type Role = 'first' | 'second' | 'poison' | 'behind' | 'long';

/** What a queue went through, as seen from outside. */
export interface Seen {
  readonly workMs: number;
  readonly leaseMs: number;
  /** Every job that was asked for. The long one is not where those before it did not come back. */
  readonly asked: Readonly<Partial<Record<Role, Asked>>>;
  /** The right ones. */
  readonly digests: Readonly<Partial<Record<Role, string>>>;
  /** Of the first and the second job, just before. */
  readonly statesInMiddle: readonly SeenState[];
  /** Of those after kill -9 of the API, when no worker was there. */
  readonly statesWithoutWorkers: Readonly<Partial<Record<Role, SeenState>>>;
  /** As Date.now() counts; so endedAtMs. */
  readonly killedAtMs: number;
  readonly endedAtMs: number;
  readonly jobs: Readonly<Partial<Record<Role, JobSeen>>>;
  /** CPU of each worker while the long job was there, descending; null where the system does not tell. */
  readonly longCpuMs: readonly number[] | null;
  readonly measured: Measured;
  readonly output: readonly string[];
}

/** Windows cannot make a process stand still. */
const CAN_FREEZE = process.platform !== 'win32';

/** Makes a program and all it started stand still, or go on. */
async function signalAll(learner: Learner, signal: 'SIGSTOP' | 'SIGCONT'): Promise<void> {
  for (const { processId } of (await learner.processes()) ?? [])
    try {
      process.kill(processId, signal);
    } catch {
      // It has ended since.
    }
}

const FREEZE_TRY_COUNT = 10;
const GO_ON_MS = 10;

/**
 * Makes a worker stand still, but not in the middle of a write: it would keep the whole file to itself, and nobody else could
 * write a job down. That can happen to every queue in a file, and is not what is looked for.
 */
async function freeze(place: Place, worker: Learner): Promise<void> {
  for (let tryCount = 1; ; tryCount += 1) {
    await signalAll(worker, 'SIGSTOP');
    if (tryCount === FREEZE_TRY_COUNT || !(await place.isLocked())) return;
    await signalAll(worker, 'SIGCONT');
    // Longer each time: a heartbeat that fell due meanwhile writes at once.
    await delay(GO_ON_MS * tryCount);
  }
}

async function cpuOf(workers: readonly Learner[]): Promise<readonly number[] | null> {
  const all = await Promise.all(workers.map(async (worker) => worker.cpuMs()));
  return all.every((one) => one !== null) ? all : null;
}

type Asks = Partial<Record<Role, Asked>>;
const ROLES: readonly Role[] = ['first', 'second', 'poison', 'behind', 'long'];

/** For each role that was asked for, what `look` gives. */
async function ofEach<Value>(asked: Asks, look: (one: Asked) => Promise<Value>): Promise<Partial<Record<Role, Value>>> {
  const entries = ROLES.map(async (role) => {
    const one = asked[role];
    return one === undefined ? [] : [[role, await look(one)] as const];
  });
  return Object.fromEntries((await Promise.all(entries)).flat());
}

type Start = (file: URL) => Promise<Learner>;

interface Scene {
  readonly referee: Referee;
  readonly place: Place;
  readonly start: Start;
  readonly workMs: number;
  readonly tasks: Readonly<Record<Role, WorkTask>>;
}

interface Down extends Pick<Seen, 'statesInMiddle' | 'killedAtMs'> {
  readonly asked: Readonly<Record<Exclude<Role, 'long'>, Asked>>;
  readonly frozenWorker: Learner;
}

/** Two workers have a job each. One is killed, one stands still; two more jobs come, and the API is killed. */
async function untilAllIsDown({ referee, place, start, workMs, tasks }: Scene): Promise<Down> {
  const api = await start(place.apiFile);
  const [killedWorker, frozenWorker] = await Promise.all([start(place.workerFile), start(place.workerFile)]);
  const first = await askFor(referee, api, tasks.first);
  const second = await askFor(referee, api, tasks.second);
  // One that is over already is not waited for.
  const states = ['running', 'done', 'failed', 'unknown'] as const;
  await untilAll(referee, api, [first, second], { states, limitMs: PATIENCE_SHARE * workMs });
  await delay(MIDDLE_SHARE * workMs, undefined, { signal: referee.signal });
  const inMiddle = await Promise.all([first, second].map(async (job) => statusOf(referee, api, job)));
  const killedAtMs = Date.now();
  await Promise.all([
    killedWorker.end('SIGKILL'),
    CAN_FREEZE ? freeze(place, frozenWorker) : frozenWorker.end('SIGKILL'),
  ]);
  const poison = await askFor(referee, api, tasks.poison);
  const behind = await askFor(referee, api, tasks.behind);
  await api.end('SIGKILL');
  const statesInMiddle = inMiddle.map(({ state }) => state);
  return { asked: { first, second, poison, behind }, statesInMiddle, killedAtMs, frozenWorker };
}

interface Up extends Pick<Seen, 'statesWithoutWorkers' | 'longCpuMs'> {
  readonly long: Asked | undefined;
}

/** The API is there again. Two new workers come, then the one that stood still goes on, then the long job comes. */
async function untilAllIsUp(
  { referee, place, start, workMs, tasks }: Scene,
  api: Learner,
  { asked, frozenWorker }: Down,
): Promise<Up> {
  const { first, second, poison, behind } = asked;
  const limitMs = PATIENCE_SHARE * workMs;
  const statesWithoutWorkers = await ofEach(asked, async (one) => (await statusOf(referee, api, one)).state);
  const newWorkers = await Promise.all([start(place.workerFile), start(place.workerFile)]);
  const states = ['done', 'failed'] as const;
  const back = await untilAll(referee, api, [first, second], { states, limitMs });
  await signalAll(frozenWorker, 'SIGCONT');
  await untilAll(referee, api, [poison, behind], { states, limitMs: limitMs / 2 });
  // The rest of the work that it was at, and what it does then.
  await delay(workMs, undefined, { signal: referee.signal });
  if (!back.every((state) => state === 'done')) return { statesWithoutWorkers, longCpuMs: null, long: undefined };
  const workers = [...newWorkers, frozenWorker];
  const beforeMs = await cpuOf(workers);
  const long = await askFor(referee, api, tasks.long);
  await untilAll(referee, api, [long], { states, limitMs });
  const afterMs = await cpuOf(workers);
  const longCpuMs = afterMs?.map((ms, index) => ms - (beforeMs?.[index] ?? ms)).toSorted((a, b) => b - a) ?? null;
  return { statesWithoutWorkers, longCpuMs: beforeMs === null ? null : longCpuMs, long };
}

/** Puts a queue through it all. `open` makes its place, for leases of so many ms. */
export async function undergo(referee: Referee, open: (leaseMs: number) => Promise<Place>): Promise<Seen> {
  const { jobs, workMs } = await referee.prepare(2);
  const [first, second] = jobs as readonly [WorkJob, WorkJob];
  const [behind] = (await referee.prepare(1, SMALL_SHARE)).jobs as readonly [WorkJob];
  const [long] = (await referee.prepare(1, LONG_SHARE)).jobs as readonly [WorkJob];
  const poison: WorkTask = { nonce: randomUUID(), iterations: -1 };
  const leaseMs = Math.round(LEASE_SHARE * workMs);
  await using resources = new AsyncDisposableStack();
  const place = resources.use(await open(leaseMs));
  const learners: Learner[] = [];
  const start: Start = async (file) => {
    const learner = resources.use(await referee.start(file, place.args));
    learners.push(learner);
    return learner;
  };
  const scene: Scene = { referee, place, start, workMs, tasks: { first, second, poison, behind, long } };
  const down = await untilAllIsDown(scene);
  const api = await start(place.apiFile);
  let up: Up = { statesWithoutWorkers: {}, longCpuMs: null, long: undefined };
  const measured = await referee.measure(api, {
    askings: [],
    durationMs: WATCH_SHARE * workMs + STARTS_MS,
    meanwhile: async () => {
      up = await untilAllIsUp(scene, api, down);
    },
  });
  const { statesWithoutWorkers, longCpuMs } = up;
  const asked: Asks = { ...down.asked, ...(up.long === undefined ? {} : { long: up.long }) };
  return {
    workMs,
    leaseMs,
    asked,
    statesWithoutWorkers,
    longCpuMs,
    measured,
    digests: { first: first.digest, second: second.digest, behind: behind.digest, long: long.digest },
    statesInMiddle: down.statesInMiddle,
    killedAtMs: down.killedAtMs,
    endedAtMs: Date.now(),
    jobs: await ofEach(asked, async (one) => seenOf(referee, api, place.ledger, one)),
    output: learners.flatMap((learner) => learner.output()),
  };
}
