import type { Scenario } from './scenario.ts';

export const neighbours: Scenario = {
  name: 'neighbours',
  question: 'While a few clients keep the server busy with heavy work, how long do its other users wait?',
  expect:
    'Work on the loop makes every neighbour wait for whole tasks, those with a new connection longest. Work in other threads or processes leaves them within milliseconds of an idle server, and uses all cores.',
  streams: [
    {
      name: 'heavy',
      ask: { kind: 'task', taskName: 'csv-report', input: null, taskMs: 100 },
      load: { kind: 'closed', clientCount: 6 },
      connections: 'warm',
    },
    // 95 arrivals a second give about 1,140 samples in 6 rounds of 2 s: enough for a 99th percentile, which needs 1,000.
    {
      name: 'neighbour-warm',
      ask: { kind: 'health' },
      load: { kind: 'open', arrivalsPerSecond: 95, spacing: 'poisson' },
      connections: 'warm',
    },
    {
      name: 'neighbour-cold',
      ask: { kind: 'health' },
      load: { kind: 'open', arrivalsPerSecond: 95, spacing: 'poisson' },
      connections: 'cold',
    },
  ],
  warmupMs: 900,
  quietMs: 400,
  loadMs: 2_000,
  recoveryMs: 400,
  timeoutMs: 10_000,
  roundCount: 6,
};
