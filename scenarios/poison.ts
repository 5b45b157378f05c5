import type { Scenario } from './scenario.ts';

/** Two of twenty requests throw as soon as they run. Their load is far below what one core does, so that nobody waits for another reason. */
export const poison: Scenario = {
  name: 'poison',
  question: 'When one heavy request in ten throws, are the other nine served as if nothing had happened?',
  expect:
    'Every good request is served right and every bad one gets an error with a code, whatever the strategy. The bad ones cost next to nothing, except where each gets a thread or a process of its own.',
  focus: 'good-work',
  streams: [
    {
      name: 'heavy',
      ask: { kind: 'task', taskName: 'spin', input: null, taskMs: 20 },
      load: { kind: 'open', arrivalsPerSecond: 18, spacing: 'poisson' },
      connections: 'warm',
    },
    {
      name: 'poison',
      ask: { kind: 'task', taskName: 'poison', input: { kind: 'throw' } },
      load: { kind: 'open', arrivalsPerSecond: 2, spacing: 'poisson' },
      connections: 'warm',
      mustFail: true,
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
  loadMs: 4_000,
  recoveryMs: 300,
  timeoutMs: 10_000,
  roundCount: 6,
};
