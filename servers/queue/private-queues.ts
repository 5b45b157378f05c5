import { existsSync } from 'node:fs';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { RETENTION } from '../jobs/job-table.ts';
import { PREFIX } from './bullmq-job.ts';
import { FILES_ID } from './machine-clock.ts';
import type { EnginePlace } from './queue-url.ts';
import { RedisMarks } from './redis-marks.ts';

const LIST_KEY = `${PREFIX}-private-queues`;

/**
 * A queue without a name of its own belongs to a folder. Once the folder is gone nobody can find the queue again, so that
 * the next one who opens a queue from the same files removes it: trials leave nothing behind for long.
 */
export async function keepPrivateQueues(client: Redis, { queueName, folder }: EnginePlace): Promise<void> {
  if (folder !== null) await client.hset(LIST_KEY, queueName, JSON.stringify({ filesId: FILES_ID, folder }));
  for (const [name, text] of Object.entries(await client.hgetall(LIST_KEY))) {
    const owner = JSON.parse(text) as { readonly filesId: string; readonly folder: string };
    // Another machine's folders cannot be seen from here.
    if (owner.filesId !== FILES_ID || existsSync(owner.folder)) continue;
    await removeQueue(client, name);
    await client.hdel(LIST_KEY, name);
  }
}

async function removeQueue(client: Redis, name: string): Promise<void> {
  const queue = new Queue(name, { connection: client, prefix: PREFIX });
  queue.on('error', () => {});
  try {
    await queue.obliterate({ force: true });
    await new RedisMarks(client, (key) => queue.toKey(key), RETENTION).forgetAll();
  } finally {
    await queue.close();
  }
}
