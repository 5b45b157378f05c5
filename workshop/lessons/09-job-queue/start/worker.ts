import process from 'node:process';
import { openQueueFile } from '../../../kit/queue-file.ts';
import { work } from '../../../kit/work.ts';
import { runWorker } from '../../../kit/worker-loop.ts';
import { claim, fail, finish, renew } from './queue.ts';

const file = openQueueFile(process.argv[2] ?? 'queue.sqlite');
const leaseMs = Number(process.argv[3] ?? 800);

await runWorker(async () => {
  const job = claim(file, leaseMs);
  if (job === undefined) return;
  const heartbeat = setInterval(() => renew(file, job, leaseMs), leaseMs / 4);
  try {
    finish(file, job, work(job.nonce, job.iterations));
  } catch (error) {
    fail(file, job, String(error));
  } finally {
    clearInterval(heartbeat);
  }
});
