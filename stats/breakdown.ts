import type { StreamSamples } from './record.ts';

/** Where the time of the answered requests went: means in ms, which add up to `totalMs`. */
export interface Breakdown {
  /** Requests answered right that carry every stamp. */
  readonly sampleCount: number;
  /** From due to sent: our own sender's. */
  readonly lateMs: number;
  /** From sent until the connection was there. */
  readonly connectionMs: number;
  /** From there until the server's handler ran: the wait for its event loop. */
  readonly loopMs: number;
  /** From the handler, or a job's acceptance, to the start of the work: the wait for a worker. */
  readonly queueMs: number;
  readonly serviceMs: number;
  /** From the end of the work to the whole answer in hand; of a job: until a poll found it done. */
  readonly replyMs: number;
  readonly totalMs: number;
}

/** Below this a mean of parts is the luck of a few requests. */
const MIN_SAMPLES = 10;

/** When a request was due, sent, connected, arrived, started, finished and answered. */
type Moments = readonly [number, number, number, number, number, number, number];

/**
 * Adds each part of one request to its sum. Stamps of two processes may cross by a clock reading or two: no moment is
 * taken for earlier than the one before it, nor for later than the answer. So no part is negative, and the parts of each
 * request add up to its latency.
 */
function addParts(sumsMs: number[], moments: Moments): void {
  const endMs = moments[6];
  let previousMs = moments[0];
  for (let place = 0; place < sumsMs.length; place += 1) {
    const clampedMs = Math.min(Math.max(moments[place + 1] ?? previousMs, previousMs), endMs);
    sumsMs[place] = (sumsMs[place] ?? 0) + (clampedMs - previousMs);
    previousMs = clampedMs;
  }
}

/** undefined unless it was answered right and carries every stamp. */
function momentsAt(samples: StreamSamples, index: number): Moments | undefined {
  const dueMs = samples.dueAtMs[index];
  const sentMs = samples.sentAtMs[index];
  const latencyMs = samples.latencyMs[index];
  const connectedMs = samples.connectedAtMs?.[index] ?? null;
  const arrivedMs = samples.arrivedAtMs?.[index] ?? null;
  const startedMs = samples.startedAtMs?.[index] ?? null;
  const finishedMs = samples.finishedAtMs?.[index] ?? null;
  if (dueMs === undefined || sentMs === undefined || latencyMs === undefined) return undefined;
  if (connectedMs === null || arrivedMs === null || startedMs === null || finishedMs === null) return undefined;
  if (samples.outcomes[index] !== 'ok') return undefined;
  return [dueMs, sentMs, connectedMs, arrivedMs, startedMs, finishedMs, dueMs + latencyMs];
}

/**
 * @param isCounted of a round, by index, which requests to take
 * @returns null when fewer than MIN_SAMPLES requests can be split
 */
export function breakdownOf(
  rounds: readonly StreamSamples[],
  isCounted: (round: StreamSamples) => (index: number) => boolean,
): Breakdown | null {
  // Sums, not lists: of a million requests lists of six parts each would fill hundreds of megabytes.
  const sumsMs = [0, 0, 0, 0, 0, 0];
  let sampleCount = 0;
  for (const samples of rounds) {
    const isTaken = isCounted(samples);
    for (const index of samples.outcomes.keys()) {
      const moments = isTaken(index) ? momentsAt(samples, index) : undefined;
      if (moments === undefined) continue;
      addParts(sumsMs, moments);
      sampleCount += 1;
    }
  }
  if (sampleCount < MIN_SAMPLES) return null;
  const [lateMs = 0, connectionMs = 0, loopMs = 0, queueMs = 0, serviceMs = 0, replyMs = 0] = sumsMs.map(
    (sumMs) => sumMs / sampleCount,
  );
  return {
    sampleCount,
    lateMs,
    connectionMs,
    loopMs,
    queueMs,
    serviceMs,
    replyMs,
    totalMs: lateMs + connectionMs + loopMs + queueMs + serviceMs + replyMs,
  };
}
