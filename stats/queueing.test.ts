import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { percentile } from './percentile.ts';
import {
  type DeterministicQueue,
  capacityPerSecond,
  closedLoop,
  meanWaitMs,
  underWayCount,
  utilisation,
  waitPercentileMs,
  waitShareAbove,
} from './queueing.ts';
import { exponential, seededRandom } from './seeded-random.ts';

/** A task of 1 ms: waits in ms are waits in task times. */
const queue = (serverCount: number, busyShare: number): DeterministicQueue => ({
  arrivalsPerSecond: serverCount * busyShare * 1_000,
  taskMs: 1,
  serverCount,
});

const busyShares = fc.double({ min: 0.01, max: 0.98, noNaN: true });
const serverCounts = fc.integer({ min: 1, max: 64 });
const shares = fc.double({ min: 0, max: 0.999, noNaN: true });

/** First come, first served by whichever server is free first. */
function simulatedWaitsMs({ arrivalsPerSecond, taskMs, serverCount }: DeterministicQueue, count: number): Float64Array {
  const random = seededRandom(7);
  const freeAtMs = Array.from({ length: serverCount }, () => 0); // of a ring: servers of equal tasks finish in turn
  const waitsMs = new Float64Array(count);
  let atMs = 0;
  for (let index = 0; index < count; index += 1) {
    atMs += exponential(random, 1_000 / arrivalsPerSecond);
    const startMs = Math.max(atMs, freeAtMs[index % serverCount] ?? 0);
    freeAtMs[index % serverCount] = startMs + taskMs;
    waitsMs[index] = startMs - atMs;
  }
  return waitsMs.sort();
}

// Computed, not published: no table of M/D/c could be had here. All to 1e-9 in task times.
// meanMs: mpmath, 40 digits, Spitzer's series sum over n of E(max(0, Poisson(n a) - n c)) / (n a), a = c rho; for one
// server rho / (2 (1 - rho)) (Erlang 1909). p50, p90, p99: for one server Erlang's alternating series, mpmath with 250
// digits; for more, number that wait by GTH elimination of the truncated chain X' = max(0, X + A - c) (numpy), 1200 states.
const references = [
  { serverCount: 1, busyShare: 0.5, meanMs: 0.5, p50: 0, p90: 1.515744841, p99: 3.336255957 },
  { serverCount: 1, busyShare: 0.8, meanMs: 2, p50: 1.275939873, p90: 5.011511498, p99: 10.355886792 },
  { serverCount: 1, busyShare: 0.9, meanMs: 4.5, p50: 3.013047519, p90: 10.782504956, p99: 21.89823735 },
  { serverCount: 1, busyShare: 0.98, meanMs: 24.5, p50: 16.879048213, p90: 56.844951207, p99: 114.023231743 },
  { serverCount: 2, busyShare: 0.5, meanMs: 0.176741057, p50: 0, p90: 0.672782188, p99: 1.563917757 },
  { serverCount: 2, busyShare: 0.8, meanMs: 0.903283879, p50: 0.543898926, p90: 2.397276478, p99: 5.069551186 },
  { serverCount: 2, busyShare: 0.98, meanMs: 12.142221463, p50: 8.330622756, p90: 28.313574253, p99: 56.902714521 },
  { serverCount: 4, busyShare: 0.1, meanMs: 0.000164064, p50: 0, p90: 0, p99: 0 },
  { serverCount: 4, busyShare: 0.8, meanMs: 0.386094931, p50: 0.137241557, p90: 1.119280706, p99: 2.454584407 },
  { serverCount: 4, busyShare: 0.95, meanMs: 2.244684278, p50: 1.484728207, p90: 5.440193966, p99: 11.099078128 },
  { serverCount: 8, busyShare: 0.9, meanMs: 0.449973259, p50: 0.246938845, p90: 1.221694755, p99: 2.611187719 },
  { serverCount: 16, busyShare: 0.98, meanMs: 1.429222621, p50: 0.949621777, p90: 3.447493165, p99: 7.021135698 },
  { serverCount: 64, busyShare: 0.8, meanMs: 0.002794918, p50: 0, p90: 0, p99: 0.09118663 },
  { serverCount: 64, busyShare: 0.98, meanMs: 0.324278571, p50: 0.201490908, p90: 0.825669181, p99: 1.719079816 },
];

test.each(references)(
  'M/D/$serverCount at utilisation $busyShare waits as computed by other methods, to 1e-8 of a task',
  ({ serverCount, busyShare, meanMs, p50, p90, p99 }) => {
    const asked = queue(serverCount, busyShare);
    expect(meanWaitMs(asked)).toBeCloseTo(meanMs, 8);
    expect(waitPercentileMs(asked, 0.5)).toBeCloseTo(p50, 7);
    expect(waitPercentileMs(asked, 0.9)).toBeCloseTo(p90, 7);
    expect(waitPercentileMs(asked, 0.99)).toBeCloseTo(p99, 7);
  },
);

test.each([
  { serverCount: 1, busyShare: 0.8 },
  { serverCount: 2, busyShare: 0.8 },
  { serverCount: 8, busyShare: 0.8 },
])('M/D/$serverCount at utilisation $busyShare waits as 1,000,000 simulated tasks do', ({ serverCount, busyShare }) => {
  const asked = queue(serverCount, busyShare);
  const waitsMs = simulatedWaitsMs(asked, 1_000_000);
  const meanMs = waitsMs.reduce((sum, ms) => sum + ms, 0) / waitsMs.length;
  expect(meanMs / meanWaitMs(asked)).toBeCloseTo(1, 1.3);
  for (const share of [0.5, 0.9, 0.99])
    expect((1 + percentile(waitsMs, share)) / (1 + waitPercentileMs(asked, share))).toBeCloseTo(1, 1.3);
  const longer = waitsMs.filter((ms) => ms > 0.5).length / waitsMs.length;
  expect(waitShareAbove(asked, 0.5)).toBeCloseTo(longer, 2);
});

describe('a task of 20 ms at 25 per second and one server, the second known answer of the self-test', () => {
  const known: DeterministicQueue = { arrivalsPerSecond: 25, taskMs: 20, serverCount: 1 };

  test('waits 10 ms on average, 30 at p90, 67 at p99', () => {
    expect(meanWaitMs(known)).toBeCloseTo(10, 9);
    expect([0.9, 0.99].map((share) => Math.round(waitPercentileMs(known, share)))).toEqual([30, 67]);
  });

  test('finds the server free half of the time, so the median waits 0', () => {
    expect(waitShareAbove(known, 0)).toBeCloseTo(0.5, 12);
    expect(waitPercentileMs(known, 0.5)).toBe(0);
  });

  test('finds less than one task before it by chance e^(rho) (1 - rho), Erlang 1909', () => {
    expect(1 - waitShareAbove(known, 20 - 1e-9)).toBeCloseTo(0.5 * Math.exp(0.5), 9);
  });
});

test('meanWaitMs() of one server is rho D / (2 (1 - rho)), Pollaczek and Khinchine', () => {
  fc.assert(
    fc.property(busyShares, (busyShare) => {
      expect(meanWaitMs(queue(1, busyShare)) * 2 * (1 - busyShare)).toBeCloseTo(busyShare, 9);
    }),
  );
});

test('meanWaitMs() is the area under waitShareAbove()', () => {
  const asked = queue(3, 0.7);
  const stepMs = 0.01;
  let areaMs = 0;
  for (let waitMs = stepMs / 2; waitMs < 20; waitMs += stepMs) areaMs += stepMs * waitShareAbove(asked, waitMs);
  expect(areaMs).toBeCloseTo(meanWaitMs(asked), 4);
});

test('meanWaitMs() of 2 servers lies within 2 % of the approximation of Cosmetatos (1975) in heavy traffic', () => {
  const rho = 0.9;
  const mmcMs = rho ** 2 / (1 - rho ** 2); // M/M/2, task of 1 ms
  const cosmetatosMs = 0.5 * (1 + ((1 - rho) * (Math.sqrt(4 + 5 * 2) - 2)) / (16 * rho * 2)) * mmcMs;
  expect(Math.abs(meanWaitMs(queue(2, rho)) / cosmetatosMs - 1)).toBeLessThan(0.02);
});

test('who waits longer than a percentile above 0 is the rest', () => {
  fc.assert(
    fc.property(serverCounts, busyShares, shares, (serverCount, busyShare, share) => {
      const asked = queue(serverCount, busyShare);
      fc.pre(waitShareAbove(asked, 0) > 1 - share);
      expect(waitShareAbove(asked, waitPercentileMs(asked, share))).toBeCloseTo(1 - share, 6);
    }),
    { numRuns: 50 },
  );
});

test('more servers of the same utilisation wait less', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 63 }), busyShares, (serverCount, busyShare) => {
      const fewer = meanWaitMs(queue(serverCount, busyShare));
      expect(meanWaitMs(queue(serverCount + 1, busyShare))).toBeLessThanOrEqual(fewer + 1e-9);
    }),
    { numRuns: 50 },
  );
});

test('a queue that is asked for all it can do or more waits without end', () => {
  for (const asked of [queue(2, 1), queue(2, 1.5)]) {
    expect([meanWaitMs(asked), waitPercentileMs(asked, 0.5)]).toEqual([Infinity, Infinity]);
    expect(waitShareAbove(asked, 1_000)).toBe(1);
  }
});

test('nobody waits where nobody comes', () => {
  expect(meanWaitMs(queue(2, 0))).toBe(0);
  expect(waitPercentileMs(queue(2, 0), 0.99)).toBe(0);
  expect(waitShareAbove(queue(2, 0), 0)).toBe(0);
});

test('utilisation(), capacityPerSecond() and Little: 30 per second of 20 ms at 2 servers', () => {
  expect(capacityPerSecond(20, 2)).toBe(100);
  expect(utilisation({ arrivalsPerSecond: 30, taskMs: 20, serverCount: 2 })).toBeCloseTo(0.3, 12);
  expect(underWayCount(30, 20)).toBeCloseTo(0.6, 12);
});

test.each([
  { clientCount: 10, serverCount: 1, outsideMs: 0, donePerSecond: 100, responseMs: 100 },
  { clientCount: 10, serverCount: 2, outsideMs: 0, donePerSecond: 200, responseMs: 50 },
  { clientCount: 1, serverCount: 2, outsideMs: 0, donePerSecond: 100, responseMs: 10 },
  { clientCount: 1, serverCount: 2, outsideMs: 10, donePerSecond: 50, responseMs: 20 },
])(
  'closedLoop() of $clientCount clients at $serverCount servers, 10 ms and $outsideMs outside: $donePerSecond per second, each in $responseMs ms',
  ({ donePerSecond, responseMs, ...asked }) => {
    expect(closedLoop({ ...asked, taskMs: 10 })).toEqual({ donePerSecond, responseMs });
  },
);

test.each([
  { what: 'a task of no time', call: () => capacityPerSecond(0, 1) },
  { what: 'no server', call: () => capacityPerSecond(20, 0) },
  { what: 'half a server', call: () => capacityPerSecond(20, 1.5) },
  { what: 'a negative rate', call: () => meanWaitMs({ arrivalsPerSecond: -1, taskMs: 20, serverCount: 1 }) },
  {
    what: 'a rate that is none',
    call: () => meanWaitMs({ arrivalsPerSecond: Number.NaN, taskMs: 20, serverCount: 1 }),
  },
  { what: 'a percentile at 1', call: () => waitPercentileMs(queue(1, 0.5), 1) },
  { what: 'a negative wait', call: () => waitShareAbove(queue(1, 0.5), -1) },
  { what: 'no client', call: () => closedLoop({ clientCount: 0, taskMs: 20, serverCount: 1 }) },
  {
    what: 'less than no time outside',
    call: () => closedLoop({ clientCount: 1, taskMs: 20, serverCount: 1, outsideMs: -1 }),
  },
])('$what throws', ({ call }) => {
  expect(call).toThrow(RangeError);
});
