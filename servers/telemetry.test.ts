import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { type TelemetrySample, noteSample, nowMs, sampleSelf, startTelemetry } from './telemetry.ts';

const idleWorker = async (): Promise<Worker> => {
  const worker = new Worker('setInterval(() => {}, 1_000)', { eval: true });
  onTestFinished(async () => void (await worker.terminate()));
  await once(worker, 'online');
  return worker;
};

test('startTelemetry() samples this process as thread 0 and each thread by its id', async () => {
  const worker = await idleWorker();
  const samples: TelemetrySample[] = [];
  using _telemetry = startTelemetry(
    (sample) => samples.push(sample),
    () => [worker],
  );
  await expect.poll(() => new Set(samples.map(({ threadId }) => threadId))).toEqual(new Set([0, worker.threadId]));
  const [main] = samples;
  expect(main).toMatchObject({ processId: process.pid, threadId: 0 });
  expect(main?.rssBytes).toBeGreaterThan(1e6);
  expect(main?.atMs).toBeLessThanOrEqual(nowMs());
});

test('a thread that ends while it is asked keeps its id, and one that had ended is no sample', async () => {
  const ended = await idleWorker();
  await ended.terminate();
  expect(ended.threadId).toBe(-1);
  let isOver = false;
  const ending = {
    get threadId() {
      return isOver ? -1 : 7;
    },
    cpuUsage: async () => {
      isOver = true;
      return { user: 0, system: 0 };
    },
    performance: { eventLoopUtilization: () => ({ active: 1, idle: isOver ? -1 : 1, utilization: 0 }) },
  } as unknown as Worker;
  // Its handle still has an id, but its loop is gone.
  const loopless = {
    threadId: 8,
    performance: { eventLoopUtilization: () => ({ active: 1, idle: -1 }) },
  } as unknown as Worker;
  const samples: TelemetrySample[] = [];
  using _telemetry = startTelemetry(
    (sample) => samples.push(sample),
    () => [ended, ending, loopless],
  );
  await expect.poll(() => samples.filter(({ threadId }) => threadId === 0).length).toBeGreaterThan(1);
  expect(samples.filter(({ threadId }) => threadId !== 0)).toMatchObject([
    { threadId: 7, loopIdleMs: 1, loopBusyMs: 1 },
  ]);
});

test('a stalled loop shows in the worst loop delay of the next sample', async () => {
  const samples: TelemetrySample[] = [];
  using _telemetry = startTelemetry((sample) => samples.push(sample));
  const endAtMs = performance.now() + 300;
  while (performance.now() < endAtMs);
  await expect.poll(() => Math.max(...samples.map(({ loopDelayMsMax }) => loopDelayMsMax))).toBeGreaterThan(200);
});

test('noteSample() has the newest sample of another process sent once, with the worst delays since the last time', () => {
  const other = { ...sampleSelf(), processId: 71 };
  noteSample({ ...other, cpuMs: 10, loopDelayMsMax: 9, loopDelayMsP99: 1 });
  noteSample({ ...other, cpuMs: 20, loopDelayMsMax: 4, loopDelayMsP99: 3 });
  noteSample({ ...other, threadId: 1, cpuMs: 5 });
  const sent = (): TelemetrySample[] => {
    const samples: TelemetrySample[] = [];
    startTelemetry((sample) => samples.push(sample))[Symbol.dispose]();
    return samples.filter(({ processId }) => processId === 71);
  };
  expect(sent()).toMatchObject([
    { threadId: 0, cpuMs: 20, loopDelayMsMax: 9, loopDelayMsP99: 3 },
    { threadId: 1, cpuMs: 5, loopDelayMsMax: 0, loopDelayMsP99: 0 },
  ]);
  expect(sent()).toEqual([]);
});
