import process from 'node:process';
import { type Job, Worker } from 'bullmq';
import { Piscina } from 'piscina';
import type { WorkBody } from '../../../kit/listen.ts';
import { connect } from './connection.ts';

const [, , url, lease = '800', name = 'lesson-9'] = process.argv;
const leaseMs = Number(lease);
/** Redis takes whole milliseconds only; with others BullMQ never finds a dead worker's job. */
const beatMs = Math.round(leaseMs / 4);
const client = connect(url);
// BullMQ renews the lock by a timer of this event loop, so that the work is done on a thread.
const threads = new Piscina({
  filename: new URL('./work-thread.ts', import.meta.url).href,
  name: 'workOf',
  maxThreads: 1,
});

/** A second effect of one nonce is none: a worker that comes late, and has lost its lock, does no harm. */
const ADD_EFFECT = "if redis.call('SET', KEYS[1], 1, 'NX') then redis.call('RPUSH', KEYS[2], ARGV[1]) end";

async function run({ data }: Job<WorkBody, string>): Promise<string> {
  await client.rpush(`${name}:begins:${data.nonce}`, Date.now());
  const digest = (await threads.run(data)) as string;
  await client.eval(ADD_EFFECT, 2, `${name}:key:${data.nonce}`, `${name}:effects:${data.nonce}`, digest);
  return digest;
}

const worker = new Worker<WorkBody, string>(name, run, {
  connection: connect(url),
  lockDuration: leaseMs,
  lockRenewTime: beatMs,
  stalledInterval: beatMs,
});
// A lock that was lost is told of here; the job is another worker's then.
worker.on('error', (error) => void process.stderr.write(`${error.message}\n`));
await worker.waitUntilReady();
process.send?.({ kind: 'ready' });
process.on('disconnect', () => process.exit(0));
