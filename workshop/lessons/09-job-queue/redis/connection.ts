import { Redis } from 'ioredis';

/** As BullMQ wants it: it waits for a Redis that is away, and gets answers as the older protocol had them. */
export const connect = (url = 'redis://127.0.0.1:6379'): Redis =>
  new Redis(url, { maxRetriesPerRequest: null, replyMapping: 'legacy' });
