import type { Scenario } from './scenario.ts';

/**
 * Everybody at once: the link in the newsletter, the report at nine o'clock. 50 x 20 ms are a second's work for one core, so
 * that every strategy is done with it before the load phase ends, and the trial sees how the neighbours get well.
 */
export const burst: Scenario = {
  name: 'burst',
  question: 'When 50 heavy requests come in the same moment and then no more, how long until the neighbours are well?',
  expect:
    'A blocked loop serves nobody until the last of the 50 is done, about 50 x D. Yielding keeps waits to a few slices for as long. Work in other threads or processes leaves the neighbours well throughout, or nearly.',
  focus: 'recovery',
  streams: [
    {
      name: 'heavy',
      ask: { kind: 'task', taskName: 'spin', input: null, taskMs: 20 },
      load: { kind: 'burst', requestCount: 50, everyMs: 0 },
      connections: 'warm',
    },
    // Of 100 a second the moment of getting well is known to about 10 ms, even if the last who waited was not due just before it.
    {
      name: 'neighbour-warm',
      ask: { kind: 'health' },
      load: { kind: 'open', arrivalsPerSecond: 100, spacing: 'poisson' },
      connections: 'warm',
    },
    {
      name: 'neighbour-cold',
      ask: { kind: 'health' },
      load: { kind: 'open', arrivalsPerSecond: 65, spacing: 'poisson' },
      connections: 'cold',
    },
  ],
  warmupMs: 700,
  quietMs: 700,
  loadMs: 3_000,
  recoveryMs: 1_000,
  timeoutMs: 10_000,
  roundCount: 6,
};
