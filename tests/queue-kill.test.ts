import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { exampleEnv } from '../servers/example-env.ts';
import { type ForkedServer, forkServer } from '../servers/forked-server.ts';
import { isAlive } from '../servers/is-alive.ts';
import { openQueue } from '../servers/queue/open-queue.ts';
import { openExampleRedis } from '../servers/queue/example-redis.ts';
import { descendants } from './process-tree.ts';

/**
 * Small by default. In full: HOLDUP_KILL_RUNS=20 HOLDUP_KILL_JOBS=500 npx vitest run tests/queue-kill.test.ts, which takes
 * about ten minutes on two cores.
 */
const RUN_COUNT = Number(process.env['HOLDUP_KILL_RUNS'] ?? 1);
const JOB_COUNT = Number(process.env['HOLDUP_KILL_JOBS'] ?? 100);
const RUN_MS = 60_000 + 200 * JOB_COUNT;

/** About 20 ms on a machine of today. */
const TASK = { iterations: 10_000_000 };
/** Requests at once, so that the server dies with some of them under way. */
const CLIENT_COUNT = 4;

const redis = await openExampleRedis();

interface Told {
  readonly state: string;
}

/** What the clients hold: a server that dies may be another one a moment later. */
class Clients {
  server: ForkedServer;
  /** Where to ask for each job that was answered with 202. */
  readonly accepted: string[] = [];

  constructor(server: ForkedServer) {
    this.server = server;
  }

  /** Asks until so many jobs have been accepted; a request that gets no answer is another one's to make again. */
  async submitUntil(count: number): Promise<void> {
    const client = async (): Promise<void> => {
      while (this.accepted.length < count) {
        const response = await fetch(`${this.server.baseUrl}/tasks/spin`, {
          method: 'POST',
          body: JSON.stringify(TASK),
          headers: { 'content-type': 'application/json' },
        }).catch(() => undefined);
        const location = response?.headers.get('location');
        if (typeof location === 'string') this.accepted.push(location);
        else await delay(20);
      }
    };
    await Promise.all(Array.from({ length: CLIENT_COUNT }, client));
  }

  /** undefined for a job that the server does not know. */
  async told(location: string, method = 'GET'): Promise<Told | undefined> {
    const response = await fetch(`${this.server.baseUrl}${location}`, { method });
    return response.status === 200 ? ((await response.json()) as Told) : undefined;
  }

  async ended(location: string): Promise<Told | undefined> {
    for (;;) {
      const told = await this.told(location);
      if (told?.state !== 'queued' && told?.state !== 'running') return told;
      await delay(10);
    }
  }
}

const idOf = (location: string): string => location.replace('/jobs/', '');

/** Accepts jobs, cancels some, kills a worker and then the server in the middle, and starts it again. */
async function survive(queueUrl: string | null) {
  using env = exampleEnv();
  const args = ['--strategy', 'job-queue', '--workers', '2', '--data', env.dataFolder];
  args.push('--queue-limit', String(10 * JOB_COUNT), ...(queueUrl === null ? [] : ['--queue', queueUrl]));
  await using first = await forkServer(args);
  const clients = new Clients(first);
  await clients.submitUntil(Math.ceil(JOB_COUNT * 0.7));
  const cancelled = clients.accepted.filter((_, index) => index % 20 === 19);
  for (const location of cancelled) await clients.told(location, 'DELETE');

  await clients.ended(clients.accepted[Math.floor(JOB_COUNT * 0.2)] ?? '');
  const workerIds = await descendants(first.processIds[0] ?? 0, 'worker-process.ts');
  process.kill(workerIds[0] ?? 0, 'SIGKILL');
  await clients.ended(clients.accepted[Math.floor(JOB_COUNT * 0.4)] ?? '');
  const orphanIds = await descendants(first.processIds[0] ?? 0, 'worker-process.ts');
  const submitting = clients.submitUntil(JOB_COUNT);
  await first.stop('SIGKILL');
  await using second = await forkServer(args);
  clients.server = second;
  await submitting;

  const ends: (Told | undefined)[] = [];
  for (const location of clients.accepted) ends.push(await clients.ended(location));
  await using queue = await openQueue({ queueUrl, dataFolder: env.dataFolder });
  const effects = await queue.effects();
  await expect.poll(() => [...workerIds, ...orphanIds].filter(isAlive), { timeout: 10_000 }).toEqual([]);
  await second.stop('SIGTERM');
  return { accepted: clients.accepted.map(idOf), ends, effects, killedCount: workerIds.length };
}

describe.each([
  { engine: 'sqlite', queueUrl: null },
  ...(redis === undefined ? [] : [{ engine: 'Redis', queueUrl: redis.url }]),
])('job-queue on $engine', ({ queueUrl }) => {
  test.each(Array.from({ length: RUN_COUNT }, (_, index) => ({ run: index + 1 })))(
    `run $run: of ${JOB_COUNT} accepted jobs none is lost and each has its effect once, though a worker and the server are killed`,
    { timeout: RUN_MS },
    async () => {
      const { accepted, ends, effects, killedCount } = await survive(queueUrl);
      expect(killedCount).toBe(2);
      expect(accepted.length).toBeGreaterThanOrEqual(JOB_COUNT);
      expect(ends.filter((told) => told === undefined)).toEqual([]);
      const doneIds = accepted.filter((_, index) => ends[index]?.state === 'done');
      const cancelledCount = ends.filter((told) => told?.state === 'cancelled').length;
      // Nothing fails: a job may be begun three times, and there are two deaths.
      expect(doneIds.length + cancelledCount).toBe(accepted.length);
      expect(cancelledCount).toBeGreaterThan(0);
      expect(effects).toHaveLength(new Set(effects).size);
      // A request that got no answer may have been accepted all the same, and then it was done.
      const answered = new Set(accepted);
      expect(effects.filter((id) => answered.has(id)).toSorted()).toEqual(doneIds.toSorted());
      expect(effects.filter((id) => !answered.has(id)).length).toBeLessThanOrEqual(CLIENT_COUNT);
    },
  );
});
