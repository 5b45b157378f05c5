import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { makeTemporaryFolder } from '../temporary-folder.ts';
import { freePort } from '../free-port.ts';

/** For tests: a real Redis on a free loopback port, which remembers in a temporary folder what it was told. */
export interface RedisProcess extends AsyncDisposable {
  readonly url: string;
  /** Ends it without a word. It is not there until start(). */
  kill(): Promise<void>;
  /** Starts it again on the same port and folder. */
  start(): Promise<void>;
}

const READY_MS = 10_000;

async function answers(url: string): Promise<void> {
  const client = new Redis(url, { retryStrategy: () => 20, maxRetriesPerRequest: null, replyMapping: 'legacy' });
  client.on('error', () => {});
  try {
    const answer = await Promise.race([client.ping(), delay(READY_MS, 'nothing', { ref: false })]);
    if (answer !== 'PONG') throw new Error(`Redis answered ${answer} within ${READY_MS} ms`);
  } finally {
    client.disconnect();
  }
}

/** @returns whether there is a redis-server to start; where there must be one, on a build machine, its absence throws */
export async function hasRedis(): Promise<boolean> {
  const child = spawn('redis-server', ['--version'], { stdio: 'ignore' });
  const isThere = await once(child, 'exit').then(
    () => true,
    () => false,
  );
  const remedy = 'Redis is not installed: apt-get install redis-server';
  if (!isThere && process.env['CI'] === 'true') throw new Error(remedy);
  if (!isThere) process.stderr.write(`${remedy}, or its tests are skipped\n`);
  return isThere;
}

/** Not there until start(). Every write is in its file before it is answered, so that what it accepted survives kill(). */
export async function openRedis(): Promise<RedisProcess> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let folder: string | undefined;
  let child: ChildProcess | undefined;
  // Whoever ends at once, as at a second Ctrl-C, disposes of nothing.
  const killAtExit = (): void => void child?.kill('SIGKILL');
  process.on('exit', killAtExit);
  const start = async (): Promise<void> => {
    folder ??= await makeTemporaryFolder('redis');
    const args = ['--port', port, '--bind', '127.0.0.1', '--dir', folder, '--appendonly', 'yes', '--save', ''];
    child = spawn('redis-server', args.map(String), { stdio: 'ignore' });
    await answers(url);
  };
  const kill = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  return {
    url,
    start,
    kill,
    [Symbol.asyncDispose]: async () => {
      process.off('exit', killAtExit);
      await kill();
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function startRedis(): Promise<RedisProcess> {
  const redis = await openRedis();
  await redis.start();
  return redis;
}
