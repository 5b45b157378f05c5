import process from 'node:process';
import { Worker, isMainThread } from 'node:worker_threads';

/**
 * Loaded before the learner's code, into its process and those that it forks. When whoever started it is gone, also by kill -9,
 * it ends, even if the code loops for ever: a thread of its own looks.
 */
const WATCH = `
const { workerData } = require('node:worker_threads');
setInterval(() => {
  if (process.ppid !== workerData.parentId) process.kill(process.pid, 'SIGKILL');
}, 500);
`;

if (isMainThread) {
  const watch = new Worker(WATCH, { eval: true, workerData: { parentId: process.ppid }, execArgv: [] });
  watch.unref();
}
