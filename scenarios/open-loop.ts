import type { Scenario } from './scenario.ts';

/**
 * Open loop: people who do not know of each other, and come whether or not the server keeps up. Every strategy meets the
 * same absolute rates, or a slow one would be asked for less and look as good as a fast one.
 */
export const openLoop: Scenario = {
  name: 'open-loop',
  question:
    'When heavy requests come at random, at the same rates for every strategy, how long does each of them take?',
  expect:
    'A server that can do more than is asked takes little longer than the task. Near its limit the wait grows fast, and beyond it for as long as the load lasts: what one loop cannot do, a pool of workers still does with ease.',
  streams: [
    {
      name: 'heavy',
      ask: { kind: 'task', taskName: 'spin', input: null, taskMs: 20 },
      load: { kind: 'open', arrivalsPerSecond: 10, spacing: 'poisson' },
      connections: 'warm',
    },
    {
      name: 'neighbour-warm',
      ask: { kind: 'health' },
      load: { kind: 'open', arrivalsPerSecond: 30, spacing: 'poisson' },
      connections: 'warm',
    },
    {
      name: 'neighbour-cold',
      ask: { kind: 'health' },
      load: { kind: 'open', arrivalsPerSecond: 30, spacing: 'poisson' },
      connections: 'cold',
    },
  ],
  levels: [
    { capacityShare: 0.5, of: 'weakest' },
    { capacityShare: 0.8, of: 'weakest' },
    { capacityShare: 0.5, of: 'best' },
    { capacityShare: 0.8, of: 'best' },
  ],
  warmupMs: 1_000,
  quietMs: 500,
  loadMs: 7_000,
  recoveryMs: 300,
  timeoutMs: 10_000,
  roundCount: 6,
};
