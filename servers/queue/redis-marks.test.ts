import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RETENTION } from '../jobs/job-table.ts';
import { nowMs } from '../telemetry.ts';
import { shareMoment } from './machine-clock.ts';
import { openQueue, openWorkSource } from './open-queue.ts';
import { RedisMarks } from './redis-marks.ts';
import { openExampleRedis } from './example-redis.ts';

const redis = await openExampleRedis();

describe.skipIf(redis === undefined)('RedisMarks', () => {
  let client: Redis;
  let marks: RedisMarks;
  beforeEach(async () => {
    client = new Redis(redis?.url ?? '', { replyMapping: 'legacy' });
    await client.flushall();
    marks = new RedisMarks(client, (name) => `holdup:marks:${name}`, { ...RETENTION, keptCount: 2 });
  });
  afterEach(() => client.disconnect());

  const place = { queueUrl: `${redis?.url}#marks`, dataFolder: null };
  const mark = () => {
    const moment = shareMoment(nowMs());
    return { acceptedAt: moment, finishedAt: moment, attemptCount: 1 };
  };
  const run = () => ({ output: 1, startedAtMs: nowMs(), finishedAtMs: nowMs() });
  const submitted = async (...jobIds: readonly string[]): Promise<void> => {
    await using queue = await openQueue(place);
    for (const id of jobIds) await queue.submit({ id, taskName: 'spin', input: {} }, 100);
  };

  test('mark no job that ended just before, however it did', async () => {
    await submitted('job-failed', 'job-done');
    await using source = await openWorkSource(place);
    for (const end of ['job-failed', 'job-done'] as const) {
      const claim = await source.claim(AbortSignal.timeout(10_000));
      if (claim === undefined) throw new Error('There was nothing to claim');
      if (end === 'job-failed') await source.fail(claim, { code: 'ERR_TASK_FAILED', message: 'because' });
      else await source.complete(claim, run());
      expect(await marks.cancel(end, mark())).toBe(false);
      expect(await marks.cancelled(end)).toBeUndefined();
    }
  });

  test('mark a job once, and none that is unknown', async () => {
    await submitted('job');
    expect(await marks.cancel('nobody', mark())).toBe(false);
    expect(await marks.cancel('job', mark())).toBe(true);
    expect(await marks.cancel('job', mark())).toBe(false);
  });

  test('forget the oldest of the cancelled when they are too many', async () => {
    const ids = ['first', 'second', 'third'];
    await submitted(...ids);
    for (const id of ids) await marks.cancel(id, mark());
    const known = await Promise.all(ids.map(async (id) => (await marks.cancelled(id)) !== undefined));
    expect(known).toEqual([false, true, true]);
  });
});
