import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { type Worker, isMainThread, threadId } from 'node:worker_threads';
import { LoopDelay, type LoopDelaySoFar } from './loop-delay.ts';

/** Milliseconds on a monotonic clock that all processes of one machine share, so that their times can be compared. */
export function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

export const SAMPLE_PERIOD_MS = 200;
const US_PER_MS = 1e3;

/** One process or thread at one moment. CPU and loop times count from its start, delays from its previous sample. */
export interface TelemetrySample {
  /** Of short-lived processes that follow each other: the first one's, and they count as one. */
  readonly processId: number;
  /** 0 is the main thread, whose cpuMs is that of the whole process. */
  readonly threadId: number;
  /** See {@link nowMs}. */
  readonly atMs: number;
  readonly cpuMs: number;
  readonly loopBusyMs: number;
  readonly loopIdleMs: number;
  readonly loopDelayMsMax: number;
  readonly loopDelayMsP99: number;
  /** Of main threads that watch their own loop. */
  readonly loopDelaySoFar?: LoopDelaySoFar;
  /** Of the whole process; 0 for a thread. */
  readonly rssBytes: number;
  /** Time a sender turned its loop until the next request was due, from its start; 0 elsewhere. */
  readonly spunMs: number;
}

let lastRssBytes = 0;
function readRssBytes(): number {
  try {
    lastRssBytes = process.memoryUsage.rss();
  } catch {
    // Linux tells it by a file, and this process may have no more files to open: then the last known value stands.
  }
  return lastRssBytes;
}

const cpuMsOf = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / US_PER_MS;

/** undefined when the thread has ended, or ends while it is asked: its id and its loop's times then read -1. */
async function sampleThread(worker: Worker): Promise<TelemetrySample | undefined> {
  const { threadId: workerId } = worker;
  const { active, idle } = worker.performance.eventLoopUtilization();
  if (workerId < 0 || active < 0 || idle < 0) return undefined;
  try {
    const cpuMs = cpuMsOf(await worker.cpuUsage());
    return {
      processId: process.pid,
      threadId: workerId,
      atMs: nowMs(),
      cpuMs,
      loopBusyMs: active,
      loopIdleMs: idle,
      loopDelayMsMax: 0,
      loopDelayMsP99: 0,
      rssBytes: 0,
      spunMs: 0,
    };
  } catch {
    return undefined;
  }
}

/** This process or thread now, but for the delays of its loop. */
export function sampleSelf(): TelemetrySample {
  const { active, idle } = performance.eventLoopUtilization();
  return {
    processId: process.pid,
    threadId: isMainThread ? 0 : threadId,
    atMs: nowMs(),
    cpuMs: cpuMsOf(process.cpuUsage()),
    loopBusyMs: active,
    loopIdleMs: idle,
    loopDelayMsMax: 0,
    loopDelayMsP99: 0,
    rssBytes: readRssBytes(),
    spunMs: 0,
  };
}

/** What children said of themselves since this process last sent its samples: the newest of each. */
const notedSamples = new Map<string, TelemetrySample>();

/**
 * Has a sample of a child process, or of a thread of it, sent with the next ones of this process. A child that runs tasks
 * cannot be asked while it does, so it tells of itself, and whoever started it passes that on.
 */
export function noteSample(sample: TelemetrySample): void {
  const key = `${sample.processId}/${sample.threadId}`;
  const earlier = notedSamples.get(key);
  // Delays are since the sample before, which is then never sent.
  notedSamples.set(key, {
    ...sample,
    loopDelayMsMax: Math.max(sample.loopDelayMsMax, earlier?.loopDelayMsMax ?? 0),
    loopDelayMsP99: Math.max(sample.loopDelayMsP99, earlier?.loopDelayMsP99 ?? 0),
  });
}

function takeNotedSamples(): readonly TelemetrySample[] {
  const samples = [...notedSamples.values()];
  notedSamples.clear();
  return samples;
}

/**
 * Samples this process, the threads it runs tasks on and what its children said of themselves, until disposed. A stalled loop samples late, never twice.
 *
 * @param threads the threads to sample beside the main one
 * @param spunMs asked of the main thread: see {@link TelemetrySample}
 */
export function startTelemetry(
  onSample: (sample: TelemetrySample) => void,
  threads: () => readonly Worker[] = () => [],
  spunMs: () => number = () => 0,
): Disposable {
  const loopDelay = new LoopDelay();

  const sample = async (): Promise<void> => {
    onSample({ ...sampleSelf(), ...loopDelay.read(), spunMs: spunMs() });
    for (const one of takeNotedSamples()) onSample(one);
    const samples = await Promise.all(threads().map(sampleThread));
    for (const one of samples) if (one !== undefined) onSample(one);
  };

  void sample();
  const timer = setInterval(() => void sample(), SAMPLE_PERIOD_MS);
  timer.unref();
  return {
    [Symbol.dispose]: () => {
      clearInterval(timer);
      loopDelay[Symbol.dispose]();
    },
  };
}
