import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import process from 'node:process';
import { afterEach, expect, test, vi } from 'vitest';
import { exampleEnv } from '../example-env.ts';
import { SqliteQueue } from './sqlite-queue.ts';

afterEach(() => vi.restoreAllMocks());

const LEASE_MS = 3_000;

/** What the next looks at the clock read. */
function clockReads(atMs: number): void {
  vi.spyOn(process.hrtime, 'bigint').mockReturnValue(BigInt(Math.round(atMs * 1e6)));
}

test.each([
  { what: 'a moment before another one claimed', laterMs: -0.5, isTaken: false },
  { what: 'at the same moment', laterMs: 0, isTaken: false },
  { what: 'within the lease', laterMs: LEASE_MS - 1, isTaken: false },
  { what: 'after the lease', laterMs: LEASE_MS + 1, isTaken: true },
  { what: 'after the machine was restarted', laterMs: -1_000_000, isTaken: true },
])('a worker that read the clock $what has the job: $isTaken', async ({ laterMs, isTaken }) => {
  using env = exampleEnv();
  await using one = new SqliteQueue(env.dataFolder, { leaseMs: LEASE_MS });
  await using other = new SqliteQueue(env.dataFolder, { leaseMs: LEASE_MS });
  const atMs = 2_000_000;
  clockReads(atMs);
  await one.submit({ id: 'a-job', taskName: 'spin', input: { iterations: 1 } }, 10);
  expect(await one.claim(AbortSignal.abort())).toMatchObject({ job: { id: 'a-job' } });
  clockReads(atMs + laterMs);
  const claim = await other.claim(AbortSignal.abort());
  expect(claim !== undefined).toBe(isTaken);
});

/** A program in the middle of a write that stands still, as a machine out of memory or a debugger makes one. */
async function freezeInWrite(file: string) {
  const code = `const { DatabaseSync } = require('node:sqlite');
const database = new DatabaseSync(process.argv[1]);
database.exec('BEGIN IMMEDIATE');
process.stdin.once('data', () => { database.exec('COMMIT'); process.exit(0); });
process.stdout.write('ready');`;
  const child = spawn(process.execPath, ['-e', code, file], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill('SIGSTOP');
  return child;
}

test.skipIf(process.platform === 'win32').each(['SIGCONT', 'SIGKILL'] as const)(
  'while a program stands still in the middle of a write nobody else can write and no loop is held up; after %s all goes on',
  async (signal) => {
    using env = exampleEnv();
    await using queue = new SqliteQueue(env.dataFolder);
    await queue.submit({ id: 'before', taskName: 'spin', input: { iterations: 1 } }, 10);
    const frozen = await freezeInWrite(path.join(env.dataFolder, 'queue.sqlite'));
    const ended = once(frozen, 'exit');
    let turnCount = 0;
    const timer = setInterval(() => (turnCount += 1), 50);
    try {
      const refused = queue.submit({ id: 'during', taskName: 'spin', input: { iterations: 1 } }, 10);
      await expect(refused).rejects.toMatchObject({ code: 'ERR_QUEUE_UNREACHABLE' });
      // It waits for two seconds; a loop that stood still all the time would have turned once.
      expect(turnCount).toBeGreaterThan(10);
      expect(await queue.status('before')).toMatchObject({ state: 'queued' });
    } finally {
      clearInterval(timer);
      frozen.stdin.write('go on');
      frozen.kill(signal);
    }
    await ended;
    expect(await queue.submit({ id: 'after', taskName: 'spin', input: { iterations: 1 } }, 10)).toMatchObject({
      state: 'queued',
    });
    expect(await queue.status('during')).toBeUndefined();
  },
);
