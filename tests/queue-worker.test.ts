import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { exampleEnv } from '../servers/example-env.ts';
import { isAlive } from '../servers/is-alive.ts';
import { openQueue } from '../servers/queue/open-queue.ts';
import { openExampleRedis } from '../servers/queue/example-redis.ts';
import { descendants } from './process-tree.ts';

const MAIN = fileURLToPath(new URL('../servers/worker-main.ts', import.meta.url));

const redis = await openExampleRedis();

interface WorkerCommandRun {
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  stdout(): string;
  stderr(): string;
}

/** `npm run worker`: the same entry, without npm. */
function startWorkers(args: readonly string[]): WorkerCommandRun {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'close').then(([code]) => code as number | null);
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await exited;
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return { child, exited, stdout: () => stdout, stderr: () => stderr };
}

describe.each([
  { engine: 'sqlite', queueUrl: null },
  // By its name alone: on another host there is no such folder.
  ...(redis === undefined ? [] : [{ engine: 'Redis', queueUrl: `${redis.url}#orders` }]),
])('npm run worker on $engine', ({ queueUrl }) => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'does the jobs of servers, and ends with %s within 5 s: what runs is given back',
    async (signal) => {
      using env = exampleEnv();
      await using queue = await openQueue({ queueUrl, dataFolder: env.dataFolder });
      const place = queueUrl === null ? ['--data', env.dataFolder] : ['--queue', queueUrl];
      const workers = startWorkers([...place, '--workers', '2', '--task-timeout', '600000']);
      const briefId = `brief-${signal}`;
      const endlessId = `endless-${signal}`;
      await queue.submit({ id: briefId, taskName: 'spin', input: { iterations: 1 } }, 10);
      await queue.submit({ id: endlessId, taskName: 'spin', input: { iterations: 1e12 } }, 10);
      await expect.poll(async () => queue.status(briefId), { timeout: 20_000 }).toMatchObject({ state: 'done' });
      await expect.poll(async () => queue.status(endlessId), { timeout: 20_000 }).toMatchObject({ state: 'running' });
      await expect
        .poll(() => workers.stdout(), { timeout: 20_000 })
        .toBe('Working with 2 processes (Ctrl-C ends it)\n');
      const ids = await descendants(workers.child.pid ?? 0, 'worker-process.ts');
      expect(ids).toHaveLength(2);
      const askedAtMs = performance.now();
      workers.child.kill(signal);
      expect(await workers.exited).toBe(0);
      expect(performance.now() - askedAtMs).toBeLessThan(5_000);
      expect(ids.filter(isAlive)).toEqual([]);
      expect(workers.stderr()).toBe('');
      expect(await queue.status(endlessId)).toMatchObject({ state: 'running', attemptCount: 1 });
      await queue.cancel(endlessId);
    },
  );

  test('leaves no worker behind when it is killed', async () => {
    using env = exampleEnv();
    const place = queueUrl === null ? ['--data', env.dataFolder] : ['--queue', queueUrl];
    const workers = startWorkers([...place, '--workers', '2']);
    await expect.poll(() => workers.stdout(), { timeout: 20_000 }).not.toBe('');
    const ids = await descendants(workers.child.pid ?? 0, 'worker-process.ts');
    expect(ids).toHaveLength(2);
    workers.child.kill('SIGKILL');
    await expect.poll(() => ids.filter(isAlive), { timeout: 10_000 }).toEqual([]);
  });
});

test.each([
  { args: [], code: 'ERR_USAGE' },
  { args: ['--queue', 'redis://127.0.0.1:1'], code: 'ERR_QUEUE_URL' },
  { args: ['--queue', 'redis://127.0.0.1:1#orders'], code: 'ERR_QUEUE_UNREACHABLE' },
])('npm run worker -- $args ends with $code and what to do', async ({ args, code }) => {
  const workers = startWorkers([...args, '--workers', '2']);
  expect(await workers.exited).toBe(2);
  const lines = workers.stderr().trimEnd().split('\n');
  expect(lines[0]).toMatch(new RegExp(`^${code}: `));
  expect(lines).toHaveLength(2);
});
