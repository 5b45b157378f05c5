import type { Redis } from 'ioredis';
import type { Retention } from '../jobs/job-table.ts';
import type { Cancelled, JobResult } from './bullmq-job.ts';

/** A mark at most once, and only while the job has not ended; together with forgetting marks that are too old or too many. */
const CANCEL = `
local job, cancelled, order = KEYS[1], KEYS[2], KEYS[3]
local id, value, now, keptMs, keptCount = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
if redis.call('EXISTS', job) == 0 or redis.call('HEXISTS', job, 'finishedOn') == 1 or redis.call('HEXISTS', job, 'effect') == 1 then
  return 0
end
if redis.call('HSETNX', cancelled, id, value) == 0 then return 0 end
redis.call('ZADD', order, now, id)
for _, old in ipairs(redis.call('ZRANGEBYSCORE', order, '-inf', now - keptMs)) do
  redis.call('ZREM', order, old)
  redis.call('HDEL', cancelled, old)
end
for _, old in ipairs(redis.call('ZRANGE', order, 0, -keptCount - 1)) do
  redis.call('ZREM', order, old)
  redis.call('HDEL', cancelled, old)
end
return 1`;

/** The effect, once, and only by whoever holds the job: BullMQ keeps the holder's token in a key beside the job. */
const APPLY = `
local job, lock, cancelled, ledger = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local id, token, result, keptCount = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
if redis.call('GET', lock) ~= token or redis.call('HEXISTS', cancelled, id) == 1 then return 0 end
if redis.call('HSETNX', job, 'effect', result) == 1 then
  redis.call('RPUSH', ledger, id)
  redis.call('LTRIM', ledger, -keptCount, -1)
end
return 1`;

/** What BullMQ has no place for: which jobs were cancelled, and which had their effect. A job has one of the two at most. */
export class RedisMarks {
  readonly #client: Redis;
  readonly #keyOf: (name: string) => string;
  readonly #retention: Retention;

  /** @param keyOf the queue's own key of a name */
  constructor(client: Redis, keyOf: (name: string) => string, retention: Retention) {
    this.#client = client;
    this.#keyOf = keyOf;
    this.#retention = retention;
  }

  /** @returns false for a job that has ended, or had its effect */
  async cancel(jobId: string, cancelled: Cancelled): Promise<boolean> {
    const { keptMs, keptCount } = this.#retention;
    const keys = [this.#keyOf(jobId), this.#cancelledKey, this.#orderKey];
    const values = [jobId, JSON.stringify(cancelled), Date.now(), keptMs, keptCount];
    return (await this.#client.eval(CANCEL, keys.length, ...keys, ...values)) === 1;
  }

  async cancelled(jobId: string): Promise<Cancelled | undefined> {
    const text = await this.#client.hget(this.#cancelledKey, jobId);
    if (text === null) return undefined;
    const cancelled = JSON.parse(text) as Cancelled;
    return cancelled.finishedAt.epochMs < Date.now() - this.#retention.keptMs ? undefined : cancelled;
  }

  /** @returns false when the job is no longer the holder's, or was cancelled */
  async apply(jobId: string, token: string, result: JobResult): Promise<boolean> {
    const keys = [this.#keyOf(jobId), `${this.#keyOf(jobId)}:lock`, this.#cancelledKey, this.#ledgerKey];
    const values = [jobId, token, JSON.stringify(result), this.#retention.keptCount];
    return (await this.#client.eval(APPLY, keys.length, ...keys, ...values)) === 1;
  }

  /** Of a job whose worker died after its effect and before it could say so. */
  async applied(jobId: string): Promise<JobResult | undefined> {
    const text = await this.#client.hget(this.#keyOf(jobId), 'effect');
    return text === null ? undefined : (JSON.parse(text) as JobResult);
  }

  async effects(): Promise<readonly string[]> {
    return this.#client.lrange(this.#ledgerKey, 0, -1);
  }

  async forgetAll(): Promise<void> {
    await this.#client.del(this.#cancelledKey, this.#orderKey, this.#ledgerKey);
  }

  get #cancelledKey(): string {
    return this.#keyOf('cancelled-jobs');
  }

  get #orderKey(): string {
    return this.#keyOf('cancelled-order');
  }

  get #ledgerKey(): string {
    return this.#keyOf('effects-ledger');
  }
}
