import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exampleEnv } from '../example-env.ts';
import { openQueue } from './open-queue.ts';
import { openExampleRedis } from './example-redis.ts';

const redis = await openExampleRedis();

describe.skipIf(redis === undefined)('queues without a name', () => {
  let client: Redis;
  beforeEach(async () => {
    client = new Redis(redis?.url ?? '', { replyMapping: 'legacy' });
    await client.flushall();
  });
  afterEach(() => client.disconnect());

  /** Opens a queue on a folder of its own or with a name, and leaves jobs of every kind. */
  async function leaveJobs(fragment: string, dataFolder: string): Promise<void> {
    await using queue = await openQueue({ queueUrl: `${redis?.url}${fragment}`, dataFolder });
    for (const id of ['waiting', 'cancelled']) await queue.submit({ id, taskName: 'spin', input: {} }, 10);
    await queue.cancel('cancelled');
  }
  const keyCount = async (): Promise<number> => client.dbsize();

  test('are removed, with all they held, by the next one who opens a queue once their folder is gone', async () => {
    const gone = exampleEnv();
    await leaveJobs('', gone.dataFolder);
    expect(await keyCount()).toBeGreaterThan(3);
    gone[Symbol.dispose]();
    using env = exampleEnv();
    await using _queue = await openQueue({ queueUrl: redis?.url ?? '', dataFolder: env.dataFolder });
    // The list of private queues, and what the new one says of itself.
    expect(await client.keys('*')).toEqual(
      expect.arrayContaining(['holdup-private-queues', expect.stringMatching(/^holdup:[\da-f-]{36}:meta$/)]),
    );
    expect(await keyCount()).toBe(2);
    expect(await client.hlen('holdup-private-queues')).toBe(1);
  });

  test('stay as long as their folder does, and so do those with a name', async () => {
    using kept = exampleEnv();
    await leaveJobs('', kept.dataFolder);
    const gone = exampleEnv();
    await leaveJobs('#orders', gone.dataFolder);
    gone[Symbol.dispose]();
    await using again = await openQueue({ queueUrl: redis?.url ?? '', dataFolder: kept.dataFolder });
    expect(await again.status('waiting')).toMatchObject({ state: 'queued' });
    await using orders = await openQueue({ queueUrl: `${redis?.url}#orders`, dataFolder: kept.dataFolder });
    expect(await orders.status('waiting')).toMatchObject({ state: 'queued' });
    expect(await orders.status('cancelled')).toMatchObject({ state: 'cancelled' });
  });
});
