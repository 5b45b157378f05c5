import type { Scenario } from './scenario.ts';

/** Closed loops: clients that each wait for their answer find the most that a server can do, and never more than it can. */
export const capacity: Scenario = {
  name: 'capacity',
  question:
    'How much heavy work does each strategy get done for 1, 8 and 64 patient clients, and how long do they wait?',
  expect:
    'More clients add waiting, not work: beyond one client a worker the tasks per second stay where they are, and the wait grows with the clients. One loop never does more than one core can.',
  streams: [
    {
      name: 'heavy',
      ask: { kind: 'task', taskName: 'spin', input: null, taskMs: 20 },
      load: { kind: 'closed', clientCount: 8 },
      connections: 'warm',
    },
    {
      name: 'neighbour-warm',
      ask: { kind: 'health' },
      load: { kind: 'open', arrivalsPerSecond: 40, spacing: 'poisson' },
      connections: 'warm',
    },
  ],
  levels: [
    { name: '1 client', load: { kind: 'closed', clientCount: 1 } },
    { name: '8 clients', load: { kind: 'closed', clientCount: 8 } },
    { name: '64 clients', load: { kind: 'closed', clientCount: 64 } },
  ],
  warmupMs: 1_000,
  quietMs: 500,
  loadMs: 5_000,
  recoveryMs: 300,
  timeoutMs: 10_000,
  roundCount: 6,
};
