import process from 'node:process';
import { Worker, isMainThread } from 'node:worker_threads';

/**
 * Loaded before the learner's code, into its process and those that it forks. When whoever started it is gone, also by kill -9,
 * it ends, even if the code loops for ever: a thread of its own looks. It waits some seconds with it, so that a check that
 * looks for orphans sees what the learner's code has left behind, and not what is tidied up here.
 */
const WATCH = `
const { workerData } = require('node:worker_threads');
let orphanedCount = 0;
setInterval(() => {
  if (process.ppid === workerData.parentId) return;
  orphanedCount += 1;
  if (orphanedCount > workerData.patienceCount) process.kill(process.pid, 'SIGKILL');
}, workerData.periodMs);
`;
const PERIOD_MS = 500;
/** 3 s: a check looks for one. */
const PATIENCE_COUNT = 6;

if (isMainThread) {
  const workerData = { parentId: process.ppid, periodMs: PERIOD_MS, patienceCount: PATIENCE_COUNT };
  const watch = new Worker(WATCH, { eval: true, workerData, execArgv: [] });
  watch.unref();
}
