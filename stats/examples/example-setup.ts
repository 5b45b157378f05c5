import type { KnownAnswer, Machine, RunRecord, SelfTest, Sentinel, Setup } from '../record.ts';

/** What an example record says of the machine and the instrument. */
const START = Date.parse('2026-03-14T09:26:53.000Z');
export const isoAfterMs = (ms: number): string => new Date(START + ms).toISOString();

export const exampleMachine = (availableCoreCount: number): Machine => ({
  cpuModel: 'Example CPU @ 2.60GHz',
  logicalCoreCount: availableCoreCount,
  availableCoreCount,
  cgroupQuotaCores: null,
  affinity: null,
  governor: null,
  memoryBytes: 8_589_934_592,
  platform: 'linux',
  arch: 'x64',
  kernel: '6.8.0-example',
  nodeVersion: 'v26.10.0',
  v8Version: '14.2.231.9-node.10',
  libuvVersion: '1.52.0',
  dependencies: { fastify: '5.12.8', piscina: '5.3.2' },
  gitCommit: '0123456789abcdef0123456789abcdef01234567',
  loadBefore: { at: isoAfterMs(0), loadAverage1m: 0.21, cpuPressureShare: 0.01 },
  loadAfter: { at: isoAfterMs(120_000), loadAverage1m: 1.84, cpuPressureShare: 0.31 },
});

export function exampleSetup(kind: 'shared' | 'apart', availableCoreCount: number): Setup {
  if (kind === 'shared')
    return {
      senderMode: 'thrifty',
      serverCores: null,
      senderCores: null,
      serverCoreCount: availableCoreCount,
      isShared: true,
      loadNiceness: 5,
    };
  const serverCoreCount = Math.max(1, availableCoreCount - 2);
  return {
    senderMode: 'precise',
    serverCores: `0-${serverCoreCount - 1}`,
    senderCores: `${serverCoreCount}-${availableCoreCount - 1}`,
    serverCoreCount,
    isShared: false,
    loadNiceness: 0,
  };
}

/** Pings before the first round and after each. */
export const exampleSentinels = (roundCount: number): Sentinel[] =>
  Array.from({ length: roundCount + 1 }, (_, boundaryIndex) => ({
    boundaryIndex,
    pingMs: Array.from({ length: 20 }, (_ping, index) => 0.2 + ((index * 7 + boundaryIndex) % 11) / 100),
  }));

const answers: readonly KnownAnswer[] = [
  {
    name: 'stall-p99',
    title:
      'A server that stands still for 50 ms of each 250 ms, asked at random: 1 in 100 requests waits 47.5 ms or more.',
    unit: 'ms',
    expected: 47.5,
    low: 42.8,
    high: 53,
    measured: 47.9,
    isPassed: true,
    closedLoopTool: 0,
  },
  {
    name: 'md1-mean-wait',
    title:
      'A loop held 4 ms by each of 125 requests a second that come at random (M/D/1): a neighbour waits 2 ms on average.',
    unit: 'ms',
    expected: 2.1,
    low: 1.5,
    high: 3.2,
    measured: 2.4,
    isPassed: true,
  },
  {
    name: 'n-x-d-rate',
    title: '5 clients in a closed loop at a server that needs 4 ms each: 250 answers a second.',
    unit: 'per second',
    expected: 250,
    low: 212,
    high: 255,
    measured: 243,
    isPassed: true,
  },
  {
    name: 'sender-core-share',
    title: 'A busy loop in the sender gets all of a core.',
    unit: 'share',
    expected: 1,
    low: 0.8,
    high: 1.01,
    measured: 0.99,
    isPassed: true,
  },
];

export const exampleSelfTest = (outcome: 'passed' | 'failed'): SelfTest => ({
  form: 'short',
  startedAt: isoAfterMs(-6_000),
  durationMs: 5_100,
  isPassed: outcome === 'passed',
  answers: answers.map((answer) => {
    if (outcome === 'passed') return answer;
    if (answer.name === 'sender-core-share') return { ...answer, measured: 0.52, isPassed: false };
    return answer.name === 'stall-p99' ? { ...answer, measured: null, isPassed: false } : answer;
  }),
  diagnosis:
    outcome === 'passed'
      ? []
      : [
          'Another program used 48 % of the sender’s core. End other programs and run again.',
          'The server that stands still did not answer within 10 s.',
        ],
});

/** What each target did in a closed loop before the first round. */
export const exampleCapacities = ({ targets }: Pick<RunRecord, 'targets'>): NonNullable<RunRecord['capacities']> =>
  targets.map(({ name, queue }) => ({ targetName: name, donePerSecond: queue?.count === 2 ? 21.3 : 12.1 }));
