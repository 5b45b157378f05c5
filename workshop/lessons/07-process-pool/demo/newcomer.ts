import process from 'node:process';
import { isMainThread, parentPort } from 'node:worker_threads';
import { riskyWork } from '../../../kit/risky-work.ts';

// No work at all, but all of its code is loaded now.
riskyWork({ nonce: '', iterations: 0 });

/** Ready for its first task: says so, with the memory that its process holds. */
const heldBytes = process.memoryUsage.rss();
if (isMainThread) process.send?.(heldBytes);
else parentPort?.postMessage(heldBytes);
