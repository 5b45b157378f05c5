import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { RedisProcess } from '../../servers/queue/redis-process.ts';

/** What keeps a queue's jobs, seen from outside: it can go away, and come back. */
export interface QueueEngine {
  /** What is done to it, for the log. */
  readonly goneText: string;
  readonly backText: string;
  /** @param dataFolder of the server. Disposing what it gives brings the engine back. */
  takeAway(dataFolder: string): Promise<AsyncDisposable>;
}

/**
 * An embedded engine is a file and cannot be stopped apart from its server. What it knows is another process that holds the
 * file: nobody can write, for longer than the server waits for it.
 */
export const embeddedEngine: QueueEngine = {
  goneText: 'Another process locks the queue’s file against all writers',
  backText: 'The lock is released',
  takeAway: async (dataFolder) => {
    const database = new DatabaseSync(path.join(dataFolder, 'queue.sqlite'), { timeout: 2_000 });
    try {
      database.exec('BEGIN IMMEDIATE');
    } catch (cause) {
      database.close();
      throw cause;
    }
    return {
      [Symbol.asyncDispose]: async () => {
        database.exec('ROLLBACK');
        database.close();
      },
    };
  },
};

/** Killed without a word, and started again on the same port with the file that it wrote. */
export const redisEngine = (redis: Pick<RedisProcess, 'kill' | 'start'>): QueueEngine => ({
  goneText: 'Redis is killed with -9',
  backText: 'Redis is started again',
  takeAway: async () => {
    await redis.kill();
    return { [Symbol.asyncDispose]: async () => redis.start() };
  },
});
