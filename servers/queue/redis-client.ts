import { Redis, type RedisOptions } from 'ioredis';
import { HarnessError } from '../errors.ts';
import type { EnginePlace } from './queue-url.ts';

/** An engine on this continent answers in a tenth of it. */
const CONNECT_MS = 2_000;
const RECONNECT_MS_MAX = 500;

/** @throws {HarnessError} ERR_QUEUE_UNREACHABLE, of whatever was thrown */
export function unreachable({ shownUrl }: EnginePlace, cause: unknown): HarnessError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new HarnessError('ERR_QUEUE_UNREACHABLE', `Cannot reach the queue at ${shownUrl}: ${reason}`, { cause });
}

/**
 * A client that connects again whenever the connection breaks, for as long as it is open.
 *
 * @throws {HarnessError} ERR_QUEUE_UNREACHABLE when the first connection fails
 */
async function connect(place: EnginePlace, options: RedisOptions): Promise<Redis> {
  const client = new Redis(place.engineUrl, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    retryStrategy: (retryCount) => Math.min(50 * retryCount, RECONNECT_MS_MAX),
    ...options,
    // What BullMQ reads.
    replyMapping: 'legacy',
  });
  let reason: unknown;
  client.on('error', (error) => (reason = error));
  try {
    await client.connect();
    return client;
  } catch (cause) {
    client.disconnect();
    throw unreachable(place, reason ?? cause);
  }
}

/** Of a server, whose clients would rather be refused at once than wait for an engine that is gone. */
export const connectImpatient = async (place: EnginePlace): Promise<Redis> =>
  connect(place, {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 1,
    commandTimeout: CONNECT_MS,
  });

/** Of a worker, which has nothing else to do than to wait. BullMQ asks for it where it blocks. */
export const connectPatient = async (place: EnginePlace): Promise<Redis> =>
  connect(place, { maxRetriesPerRequest: null });
