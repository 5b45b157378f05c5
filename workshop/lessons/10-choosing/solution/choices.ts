import type { Choices } from '../../../kit/choice.ts';

export const choices: Choices = {
  // The way to a thread and back costs less than 5 ms, and all cores work. On two cores blocking holds too, for less.
  'tiny-tasks': {
    strategy: 'thread-pool',
    workers: 'cores',
    queueLimit: 100,
    timeoutMs: 5_000,
    expect: { neighbourMsP99: 10, tasksPerSecond: 280 },
  },
  // Off the loop, on all cores, and the answer comes with the request.
  'waiting-user': {
    strategy: 'thread-pool',
    workers: 'cores',
    queueLimit: 20,
    timeoutMs: 5_000,
    expect: { neighbourMsP99: 10, tasksPerSecond: 4 },
  },
  // Slow to begin and dear in memory, but the only one that keeps what it accepted.
  'long-report': {
    strategy: 'job-queue',
    workers: 'cores',
    queueLimit: 100,
    timeoutMs: 20_000,
    expect: { neighbourMsP99: 10, tasksPerSecond: 1.5 },
  },
  // One picture in memory that all threads read: nothing is copied or moved. Two threads are enough for 8 a second.
  'big-input': {
    strategy: 'thread-pool-shared',
    workers: 2,
    queueLimit: 20,
    timeoutMs: 5_000,
    expect: { neighbourMsP99: 10, tasksPerSecond: 25 },
  },
  // What exits takes a process of the pool with it, not the server. What never ends is ended after two seconds.
  'untrusted-code': {
    strategy: 'process-pool',
    workers: 'cores',
    queueLimit: 20,
    timeoutMs: 2_000,
    expect: { neighbourMsP99: 30, tasksPerSecond: 15 },
  },
};
