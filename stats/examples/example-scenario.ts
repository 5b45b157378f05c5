import type { QueueModel, RecordedScenario } from '../record.ts';
import type { ExampleServer } from './example-heavy.ts';

export interface ExampleTarget {
  readonly name: string;
  readonly kind: 'strategy' | 'url';
  readonly server: ExampleServer;
  readonly queue?: QueueModel;
}

const blocking: ExampleServer = { isPooled: false, clientShares: [1] };
const pool: ExampleServer = { isPooled: true, clientShares: [0.5, 0.5] };
const cluster: ExampleServer = { isPooled: false, clientShares: [0.75, 0.25] }; // a cluster balances connections, badly

export const EXAMPLE_TARGETS: readonly ExampleTarget[] = [
  { name: 'blocking', kind: 'strategy', server: blocking, queue: { kind: 'loop', count: 1 } },
  { name: 'async-cpu', kind: 'strategy', server: blocking, queue: { kind: 'loop', count: 1 } },
  { name: 'thread-pool', kind: 'strategy', server: pool, queue: { kind: 'pool', count: 2 } },
  { name: 'cluster', kind: 'strategy', server: cluster, queue: { kind: 'loop', count: 2 } },
];

/** Somebody's own server: no telemetry of its processes, and nobody knows how its requests queue. */
export const URL_EXAMPLE_TARGET: ExampleTarget = { name: 'http://127.0.0.1:8080', kind: 'url', server: pool };

/** A name that breaks Markdown tables, HTML and file names unless they are escaped. */
export const WEIRD_EXAMPLE_TARGET: ExampleTarget = {
  name: '../<b>"pool" | `x` & ünï</b>',
  kind: 'strategy',
  server: pool,
};

type RecordedLevel = NonNullable<RecordedScenario['levels']>[number];
type RecordedLoad = RecordedLevel['load'];

const closedLevel = (clientCount: number): RecordedLevel => ({
  name: `${clientCount} client${clientCount === 1 ? '' : 's'}`,
  load: { kind: 'closed', clientCount },
});

const openLevel = (arrivalsPerSecond: number): RecordedLevel => ({
  name: `${arrivalsPerSecond}/s`,
  load: { kind: 'open', arrivalsPerSecond, spacing: 'poisson' },
});

/** Of the open ones the last is more than one core can do, and nearly all that two can. */
export const EXAMPLE_LEVELS = {
  closed: [closedLevel(1), closedLevel(4), closedLevel(16)],
  open: [openLevel(5), openLevel(9), openLevel(18)],
} as const satisfies Readonly<Record<string, readonly RecordedLevel[]>>;

/** @param heavyLoad of the heavy stream where the scenario has no levels */
export function exampleScenario(
  heavyLoad: RecordedLoad,
  arrivalsPerSecond: number,
  roundCount: number,
  levels?: keyof typeof EXAMPLE_LEVELS,
): RecordedScenario {
  const neighbour = {
    ask: { kind: 'health' as const },
    load: { kind: 'open' as const, arrivalsPerSecond, spacing: 'poisson' as const },
  };
  return {
    name: levels === undefined ? 'neighbours' : { closed: 'capacity', open: 'open-loop' }[levels],
    question: 'While one request does heavy work, how long do the other requests wait?',
    streams: [
      {
        name: 'heavy',
        ask: { kind: 'task', taskName: 'csv-report', input: { rowCount: 20_000 } },
        load: heavyLoad,
        connections: 'warm',
      },
      { name: 'neighbour-warm', ...neighbour, connections: 'warm' },
      { name: 'neighbour-cold', ...neighbour, connections: 'cold' },
    ],
    warmupMs: 1_000,
    quietMs: 1_000,
    loadMs: 4_000,
    recoveryMs: 1_000,
    timeoutMs: 10_000,
    roundCount,
    ...(levels === undefined ? {} : { levels: [...EXAMPLE_LEVELS[levels]] }),
  };
}
