import type { Scenario } from './scenario.ts';

/**
 * Work that is smaller than what it costs to move it. So many clients that a queue whose clients ask every 50 ms is pressed
 * too, and so few that whoever takes 50 ms of CPU to start a thread answers them all within the load.
 */
export const tinyTasks: Scenario = {
  name: 'tiny-tasks',
  question: 'When a task takes only 0.2 ms, what does each strategy cost beside the work itself?',
  expect:
    'Offloading loses: a message to a pool costs about as much as the work, so a pool does no more tasks than one blocking loop, or fewer, at twice the CPU. A thread for each costs hundreds of times the task. More loops do more.',
  strategies: ['blocking', 'thread-pool', 'process-pool', 'thread-per-request', 'cluster', 'job-queue'],
  focus: 'tasks',
  streams: [
    {
      name: 'heavy',
      ask: { kind: 'task', taskName: 'spin', input: null, taskMs: 0.2 },
      load: { kind: 'closed', clientCount: 32 },
      connections: 'warm',
    },
    {
      name: 'neighbour-warm',
      ask: { kind: 'health' },
      load: { kind: 'open', arrivalsPerSecond: 95, spacing: 'poisson' },
      connections: 'warm',
    },
  ],
  warmupMs: 1_000,
  quietMs: 400,
  loadMs: 3_000,
  recoveryMs: 300,
  timeoutMs: 10_000,
  roundCount: 6,
};
