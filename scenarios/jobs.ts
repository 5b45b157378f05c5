import type { Scenario } from './scenario.ts';

/**
 * Submit, then ask how it goes. One loop is busy for more than half of the time, so that jobs really queue there, and
 * nobody is overloaded: a backlog that grew would leave no times to compare.
 */
export const jobs: Scenario = {
  name: 'jobs',
  question: 'When a server says "accepted" and does the work later, how long until a job begins, and until it is done?',
  expect:
    "Acceptance takes milliseconds, unless the work shares the server's loop: then even that waits for whole tasks. A pool begins at once while a worker is free; a queue adds milliseconds, and its jobs outlive the server.",
  strategies: ['background', 'background-pool', 'job-queue'],
  focus: 'jobs',
  streams: [
    {
      name: 'heavy',
      ask: { kind: 'task', taskName: 'spin', input: null, taskMs: 50 },
      load: { kind: 'open', arrivalsPerSecond: 12, spacing: 'poisson' },
      connections: 'warm',
    },
    {
      name: 'neighbour-warm',
      ask: { kind: 'health' },
      load: { kind: 'open', arrivalsPerSecond: 60, spacing: 'poisson' },
      connections: 'warm',
    },
  ],
  warmupMs: 700,
  quietMs: 400,
  loadMs: 5_000,
  recoveryMs: 300,
  timeoutMs: 10_000,
  roundCount: 6,
};
