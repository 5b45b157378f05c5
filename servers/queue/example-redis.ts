import { afterAll, beforeAll } from 'vitest';
import { type RedisProcess, hasRedis, openRedis } from './redis-process.ts';

/**
 * For a file of tests: a Redis from before its first test to after its last one; none where none is installed. It is started by a
 * hook, as a file of which no test is wanted (`vitest -t`) is loaded all the same, and its hooks at the end do not run.
 */
export async function openExampleRedis(): Promise<RedisProcess | undefined> {
  if (!(await hasRedis())) return undefined;
  const redis = await openRedis();
  beforeAll(async () => redis.start());
  afterAll(async () => redis[Symbol.asyncDispose]());
  return redis;
}
