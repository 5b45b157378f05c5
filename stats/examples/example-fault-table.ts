import { FAULT_FORMAT_VERSION, type FaultCell, type FaultTable, type TriedResult } from '../faults/fault-table.ts';

const PROMISES = { cancels: 'never', timesOut: 'never', crashTakes: 'server', serverDeath: 'forgets' } as const;

const observation: TriedResult['observation'] = {
  server: { state: 'restarted', replacedCount: 0, leftBehindCount: 0 },
  neighbours: { askedCount: 50, answeredCount: 20, longestSilenceMs: 1_250, isServedAtEnd: true, longestWaitMs: 90 },
  jobs: [
    {
      role: 'victim',
      id: null,
      work: 'calls process.exit',
      askedAtMs: 10,
      endedAtMs: 20,
      end: 'broken',
      code: null,
      attemptCount: null,
      isToldToComeAgain: false,
    },
  ],
  stopped: null,
};

const tried = (row: string, verdict: TriedResult['verdict']): FaultCell => ({
  row,
  fault: 'task-exits',
  durationMs: 2_000,
  result: {
    kind: 'tried',
    verdict,
    rules: [{ rule: 'The server lives on', isKept: verdict === 'kept', seen: 'it died <here> | and there' }],
    observation,
    log: [{ atMs: 1_234, text: 'victim 1 is asked for: calls process.exit' }],
  },
});

/** For tests: two strategies, of which one broke its promise, and three faults, of which the last was not reached. */
export const exampleFaultTable: FaultTable = {
  formatVersion: FAULT_FORMAT_VERSION,
  holdupVersion: '0.1.0',
  startedAt: '2026-11-21T10:20:30.000Z',
  finishedAt: '2026-11-21T10:30:30.000Z',
  status: 'partial',
  command: 'npm run faults --',
  machine: { cpuModel: 'Example', coreCount: 2, platform: 'linux', nodeVersion: '26.10.0' },
  rows: ['blocking', 'microtask-yielding'].map((name) => ({
    name,
    strategyName: name,
    delivery: 'inline',
    engine: null,
    promises: PROMISES,
  })),
  leftOut: ['job-queue on Redis is left out: install redis-server'],
  faults: [
    { name: 'task-exits', title: 'task exits', summary: 'A task calls process.exit.' },
    { name: 'queue-gone', title: 'queue gone', summary: 'The engine goes away.' },
    { name: 'flood', title: 'flood', summary: 'Many at once.' },
  ],
  cells: [
    tried('blocking', 'broken'),
    { row: 'blocking', fault: 'queue-gone', durationMs: 0, result: { kind: 'not-applicable', reason: 'No queue.' } },
    tried('microtask-yielding', 'kept'),
  ],
};
