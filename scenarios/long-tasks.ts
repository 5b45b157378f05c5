import type { Scenario } from './scenario.ts';

const ask = { kind: 'task', taskName: 'spin', input: null, taskMs: 2_000 } as const;

/**
 * Who closes the tab leaves work behind. 5 tasks of 2 s are 10 s for one core that stops none of them, 5.5 s where the work
 * of those who left stops with them; the phases leave room for the former.
 */
export const longTasks: Scenario = {
  name: 'long-tasks',
  question: 'When tasks take 2 s and some clients leave after half a second, who works on for nobody?',
  expect:
    'Where work can be stopped, those who stay get the cores that those who left set free: little more than D of CPU per task done. Where it cannot, each task of a client who left costs as much as one that is wanted.',
  focus: 'stayed',
  strategies: ['blocking', 'yielding', 'cluster', 'thread-pool', 'background-pool', 'job-queue'],
  streams: [
    // First, as reports tell of the first heavy stream: those who wait for what they asked for.
    {
      name: 'heavy',
      ask,
      load: { kind: 'burst', requestCount: 2, everyMs: 1_500 },
      connections: 'warm',
    },
    {
      name: 'heavy-leaving',
      ask,
      load: { kind: 'burst', requestCount: 3, everyMs: 1_000 },
      connections: 'warm',
      leaveAfterMs: 500,
    },
    {
      name: 'neighbour-warm',
      ask: { kind: 'health' },
      load: { kind: 'open', arrivalsPerSecond: 40, spacing: 'poisson' },
      connections: 'warm',
    },
  ],
  warmupMs: 500,
  quietMs: 700,
  loadMs: 9_000,
  recoveryMs: 2_000,
  timeoutMs: 20_000,
  roundCount: 6,
};
