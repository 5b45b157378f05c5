import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { plainText } from '../../../reports/plain-text.ts';
import { HarnessError } from '../../../servers/errors.ts';
import type { Place } from './place.ts';

/** Where it is set, BullMQ on that Redis is shown beside the rest: redis://HOST:PORT. */
export const QUEUE_VARIABLE = 'HOLDUP_LESSON_QUEUE';

const CONNECT_MS = 2_000;
const KEYS_AT_ONCE = 100;

/** @throws {HarnessError} ERR_CONFIG, ERR_QUEUE_UNREACHABLE */
async function connected(url: string): Promise<Redis> {
  const protocol = URL.parse(url)?.protocol;
  if (protocol !== 'redis:' && protocol !== 'rediss:')
    throw new HarnessError(
      'ERR_CONFIG',
      `Cannot use ${QUEUE_VARIABLE} as it must look like redis://HOST:PORT: got "${plainText(url)}"`,
    );
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    retryStrategy: () => null,
    replyMapping: 'legacy',
  });
  let reason = '';
  client.on('error', ({ message }) => (reason = message));
  try {
    await client.connect();
    return client;
  } catch (cause) {
    client.disconnect();
    const message = `Cannot reach the Redis that ${QUEUE_VARIABLE} names: ${plainText(reason)}. Start it, or unset the variable`;
    throw new HarnessError('ERR_QUEUE_UNREACHABLE', message, { cause });
  }
}

async function removeKeys(client: Redis, pattern: string): Promise<void> {
  let cursor = '0';
  do {
    const [next, keys] = await client.scan(cursor, 'MATCH', pattern, 'COUNT', KEYS_AT_ONCE);
    if (keys.length > 0) await client.del(...keys);
    cursor = next;
  } while (cursor !== '0');
}

/**
 * A new queue of BullMQ, which is gone again with its place.
 *
 * @throws {HarnessError} ERR_CONFIG, ERR_QUEUE_UNREACHABLE
 */
export async function openRedisPlace(url: string, leaseMs: number): Promise<Place> {
  const client = await connected(url);
  const name = `holdup-lesson-${randomUUID()}`;
  const listOf = async (kind: string, nonce: string): Promise<readonly string[]> =>
    client.lrange(`${name}:${kind}:${nonce}`, 0, -1);
  return {
    apiFile: new URL('./redis/api.ts', import.meta.url),
    workerFile: new URL('./redis/worker.ts', import.meta.url),
    args: [url, String(leaseMs), name],
    ledger: {
      effectsOf: async (nonce) => listOf('effects', nonce),
      beginsOf: async (nonce) => (await listOf('begins', nonce)).map(Number),
    },
    // Redis itself writes, one command after the other.
    isLocked: async () => false,
    [Symbol.asyncDispose]: async () => {
      try {
        await removeKeys(client, `${name}:*`);
        await removeKeys(client, `bull:${name}:*`);
      } finally {
        client.disconnect();
      }
    },
  };
}
