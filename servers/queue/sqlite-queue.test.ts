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
