import { afterEach, describe, expect, test, vi } from 'vitest';
import { Redis } from 'ioredis';
import { openExampleRedis } from '../../../servers/queue/example-redis.ts';
import { VARIANT_LIMIT_MS, checkUntilTold } from '../../example-variant.ts';
import { type Referee, openReferee } from '../../referee/referee.ts';
import { checkRedis, jobQueue } from './check.ts';
import { openRedisPlace } from './redis-place.ts';

const redis = await openExampleRedis();
afterEach(() => void vi.unstubAllEnvs());

const options = () => ({
  folder: new URL('start/', jobQueue.folder),
  isClassroom: false,
  signal: AbortSignal.timeout(VARIANT_LIMIT_MS),
});

describe.skipIf(redis === undefined)('BullMQ on a Redis', () => {
  test('passes the check of the file queue, and leaves nothing behind', { timeout: VARIANT_LIMIT_MS }, async () => {
    const url = redis?.url ?? '';
    const lesson = { ...jobQueue, check: async (referee: Referee) => checkRedis(referee, url) };
    const { outcome, misses } = await checkUntilTold(lesson, options());
    expect({ outcome, misses }).toEqual({ outcome: 'pass', misses: [] });
    const client = new Redis(url, { replyMapping: 'legacy' });
    const keys = await client.keys('*');
    client.disconnect();
    expect(keys).toEqual([]);
  });

  test('is shown by run where HOLDUP_LESSON_QUEUE names it', { timeout: VARIANT_LIMIT_MS }, async () => {
    vi.stubEnv('HOLDUP_LESSON_QUEUE', redis?.url);
    await using referee = openReferee(options());
    const { lines, truths } = await jobQueue.run(referee);
    expect(truths).toHaveLength(jobQueue.predictions.length);
    expect(lines).toContain('BullMQ on your Redis, in the check of this lesson:');
  });
});

test.each([
  { url: 'http://127.0.0.1:6379', code: 'ERR_CONFIG', says: /must look like redis:\/\/HOST:PORT: got "http/ },
  { url: 'redis://127.0.0.1:9', code: 'ERR_QUEUE_UNREACHABLE', says: /^Cannot reach the Redis .*ECONNREFUSED/ },
])('openRedisPlace() tells that $url is no Redis', async ({ url, code, says }) => {
  await expect(openRedisPlace(url, 800)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(says) as string,
  });
});
