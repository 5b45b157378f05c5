import { expect, test } from 'vitest';
import { type AnswerName, knownAnswers } from '../../stats/known-answers.ts';
import { type Observations, diagnose } from './diagnosis.ts';

const RIGHT: Readonly<Record<AnswerName, number>> = {
  'stall-p90': 100,
  'stall-p99': 190,
  'stall-max': 200,
  'sender-lateness-p99': 1,
  'md1-heavy-mean': 30,
  'md1-neighbour-mean': 10,
  'closed-throughput': 100,
  'closed-heavy-mean': 100,
  'closed-neighbour-mean': 150,
  'closed-little': 1,
  'core-share-server': 1,
  'core-share-sender': 1,
};

const WELL: Omit<Observations, 'answers'> = {
  trace: {
    latenessMs: { p50: 0.5, p99: 1, max: 3 },
    loopDelayMsMax: 2,
    busyShare: 0.08,
    cpuOfBusyShare: 1,
    ownCpuShare: 0.08,
  },
  coreShare: { server: 1, sender: 0.98 },
  serverBehindMsMax: 0.2,
  unansweredCount: 0,
  problem: undefined,
  load: { at: '2026-01-01T00:00:00.000Z', loadAverage1m: 2.5, cpuPressureShare: 0.4 },
  coreCount: 2,
};
const LATE = { latenessMs: { p50: 1, p99: 95, max: 100 }, loopDelayMsMax: 99 } as const;

function diagnosed(measured: Partial<Record<AnswerName, number>>, seen: Partial<Observations> = {}): string[] {
  const found = Object.entries({ ...RIGHT, ...measured }).map(([name, value]) => [name, { measured: value }]);
  return diagnose({ ...WELL, answers: knownAnswers('long', Object.fromEntries(found), true), ...seen });
}

test('nothing is wrong when every answer is right', () => {
  expect(diagnosed({}, { serverBehindMsMax: 50 })).toEqual([]);
});

test.each<{ what: string; measured: Partial<Record<AnswerName, number>>; seen: Partial<Observations>; says: RegExp }>([
  {
    what: 'a sender that holds its own loop',
    measured: { 'sender-lateness-p99': 95, 'stall-p99': 240 },
    seen: { trace: { ...LATE, busyShare: 0.3, cpuOfBusyShare: 0.98, ownCpuShare: 0.3 } },
    says: /^The sender was blocked: its own loop stood still for up to 99 ms .* 95 ms late at p99, 100 ms at worst/,
  },
  {
    what: 'a sender that holds its own loop on a busy machine',
    measured: { 'sender-lateness-p99': 95 },
    seen: { trace: { ...LATE, busyShare: 0.4, cpuOfBusyShare: 0.6, ownCpuShare: 0.24 } },
    says: /^The sender was blocked/,
  },
  {
    what: 'a program on the core of the sender',
    measured: { 'core-share-sender': 0.33 },
    seen: { coreShare: { server: 1, sender: 0.33 } },
    says: /^Another program used 67 % of the sender's core\. The load average is 2\.5 on 2 cores; some process waited for a CPU in 40 % of the last 10 s/,
  },
  {
    what: 'programs on all cores, where the sender is late as well',
    measured: { 'core-share-server': 0.5, 'core-share-sender': 0.5, 'sender-lateness-p99': 40 },
    seen: {
      coreShare: { server: 0.5, sender: 0.5 },
      trace: { ...LATE, busyShare: 0.1, cpuOfBusyShare: 0.4, ownCpuShare: 0.04 },
    },
    says: /^Another program used 50 % of the server's core and 50 % of the sender's core/,
  },
  {
    what: 'a system without pressure information',
    measured: { 'core-share-server': 0.5 },
    seen: { coreShare: { server: 0.5, sender: 1 }, load: { ...WELL.load, cpuPressureShare: null } },
    says: /on 2 cores\. End it/,
  },
  {
    what: 'slow timers',
    measured: { 'sender-lateness-p99': 25 },
    seen: {
      trace: {
        latenessMs: { p50: 8, p99: 25, max: 26 },
        loopDelayMsMax: 15,
        busyShare: 0.05,
        cpuOfBusyShare: 1,
        ownCpuShare: 0.05,
      },
    },
    says: /^Timers are slow: requests left 8\.0 ms late at the median/,
  },
  {
    what: 'a sender that is woken late in bursts',
    measured: { 'sender-lateness-p99': 30 },
    seen: { trace: { ...LATE, busyShare: 0.05, cpuOfBusyShare: 1, ownCpuShare: 0.05 } },
    says: /^The sender was woken late/,
  },
  {
    what: 'a server that is slower than its script',
    measured: { 'md1-heavy-mean': 45 },
    seen: { serverBehindMsMax: 60 },
    says: /^The self-test's own server fell up to 60 ms behind its script/,
  },
  {
    what: 'requests that were never answered',
    measured: {},
    seen: { unansweredCount: 3, problem: 'A load generator gave no result within 28060 ms' },
    says: /could not go on: A load generator gave no result within 28060 ms\..*3 requests/s,
  },
  {
    what: 'an answer that nothing explains',
    measured: { 'stall-p90': 130 },
    seen: {},
    says: /^stall-p90 lies outside what is allowed.* Run it again/,
  },
])('diagnose() names $what', ({ measured, seen, says }) => {
  expect(diagnosed(measured, seen).join('\n')).toMatch(says);
});

test('a taken core explains a late sender: it is not said twice', () => {
  const seen = {
    coreShare: { server: 1, sender: 0.4 },
    trace: { ...LATE, busyShare: 0.05, cpuOfBusyShare: 0.9, ownCpuShare: 0.05 },
  };
  expect(diagnosed({ 'core-share-sender': 0.4, 'sender-lateness-p99': 40 }, seen)).toHaveLength(1);
});
