import process from 'node:process';
import { expect, test } from 'vitest';
import { ProcessRow, readCpuMs } from './process-row.ts';
import { type TelemetrySample, sampleSelf, startTelemetry } from './telemetry.ts';

const sampleOf = (processId: number, cpuMs: number): TelemetrySample => ({
  ...sampleSelf(),
  processId,
  cpuMs,
  loopBusyMs: 2 * cpuMs,
  loopIdleMs: 3 * cpuMs,
  rssBytes: 100,
});

/** What this process would send of its children now. */
function takeSamples(): Partial<TelemetrySample>[] {
  const samples: TelemetrySample[] = [];
  startTelemetry((sample) => samples.push(sample))[Symbol.dispose]();
  return samples
    .filter(({ processId }) => processId !== process.pid)
    .map(({ processId, cpuMs, loopBusyMs, loopIdleMs, rssBytes }) => ({
      processId,
      cpuMs,
      loopBusyMs,
      loopIdleMs,
      rssBytes,
    }));
}

test('ProcessRow tells the newest that its process said', () => {
  const row = new ProcessRow();
  row.start(71);
  row.hear(sampleOf(71, 10));
  row.hear(sampleOf(71, 20));
  expect(takeSamples()).toEqual([{ processId: 71, cpuMs: 20, loopBusyMs: 40, loopIdleMs: 60, rssBytes: 100 }]);
  expect(takeSamples()).toEqual([]);
});

test('ProcessRow counts the processes that follow each other as one, and the memory of none that ended', () => {
  const row = new ProcessRow();
  row.start(71);
  row.hear(sampleOf(71, 10));
  row.end();
  expect(takeSamples()).toEqual([{ processId: 71, cpuMs: 10, loopBusyMs: 20, loopIdleMs: 30, rssBytes: 0 }]);
  row.start(72);
  row.hear(sampleOf(72, 5));
  expect(takeSamples()).toEqual([{ processId: 71, cpuMs: 15, loopBusyMs: 30, loopIdleMs: 45, rssBytes: 100 }]);
  // Killed before it could say what it used since.
  row.end(50);
  row.end(1_000);
  expect(takeSamples()).toEqual([{ processId: 71, cpuMs: 60, loopBusyMs: 30, loopIdleMs: 45, rssBytes: 0 }]);
});

test('ProcessRow counts a process that was killed before it said anything', () => {
  const row = new ProcessRow();
  row.start(71);
  row.end(30);
  expect(takeSamples()).toEqual([{ processId: 71, cpuMs: 30, loopBusyMs: 0, loopIdleMs: 0, rssBytes: 0 }]);
});

test.runIf(process.platform === 'linux')('readCpuMs() of this process is what it says itself, to the tick', () => {
  const before = sampleSelf().cpuMs;
  const cpuMs = readCpuMs(process.pid);
  expect(cpuMs).toBeGreaterThan(before - 30);
  expect(cpuMs).toBeLessThan(sampleSelf().cpuMs + 30);
  expect(readCpuMs(0)).toBeUndefined();
});
