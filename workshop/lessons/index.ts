/** A lesson is a folder and one line here. */
export { oneHandler } from './01-one-handler/check.ts';
export { asyncIsNoThread } from './02-async-is-no-thread/check.ts';
export { takeTurns } from './03-take-turns/check.ts';
export { afterTheResponse } from './04-after-the-response/check.ts';
export { statusPolling } from './05-status-polling/check.ts';
export { threadPool } from './06-thread-pool/check.ts';
export { processPool } from './07-process-pool/check.ts';
export { cluster } from './08-cluster/check.ts';
export { jobQueue } from './09-job-queue/check.ts';
export { choosing } from './10-choosing/check.ts';
