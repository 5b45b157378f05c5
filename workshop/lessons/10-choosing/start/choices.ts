import type { Choices } from '../../../kit/choice.ts';

// "A thread pool is best." One choice for everything?
const best = {
  strategy: 'thread-pool',
  workers: 'cores',
  queueLimit: 100,
  timeoutMs: 30_000,
  // What you expect: 99 of 100 neighbours wait at most so long, and so many tasks a second are the most it can do.
  expect: { neighbourMsP99: 10, tasksPerSecond: 10 },
} as const;

export const choices: Choices = {
  // 5 ms each, evenly, so many that 35 % of all cores are busy with them.
  // Neighbours p99 50 ms. 98 % done right, the slowest within 400 ms.
  'tiny-tasks': best,

  // W each. As many users at once as there are cores, and they wait for the answer.
  // Neighbours p99 50 ms. All done right, the slowest within 1.8 W.
  'waiting-user': best,

  // 3 W each. Nobody waits, but what was accepted must be done, even if the server is killed with -9 and started again.
  // Neighbours p99 50 ms. All done right, also 3 of 3 after a kill.
  'long-report': best,

  // Each reads a picture of 64 MB that the server holds, 8 times a second: much data, little work.
  // Neighbours p99 30 ms. 95 % done right, the slowest within 1 s. All processes together at most 275 MB.
  'big-input': best,

  // 0.25 W each, and two of a stranger among them: one never ends, one calls process.exit().
  // Neighbours p99 120 ms. 95 % of the honest ones done right. The stranger's two told as failed within 3.5 s.
  'untrusted-code': best,
};
