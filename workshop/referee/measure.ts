import { randomBytes } from 'node:crypto';
import { within } from '../../bench/within.ts';
import { startSender } from '../../bench/sender/sender-process.ts';
import type { OpenPlan, OpenStreamPlan } from '../../bench/sender/sender-protocol.ts';
import { nowMs } from '../../servers/telemetry.ts';
import { percentile } from '../../stats/percentile.ts';
import type { Outcome, StreamSamples } from '../../stats/record.ts';
import type { Learner } from './learner-process.ts';
import type { WorkJob } from './oracle-protocol.ts';
import { pause } from './pause.ts';

/** One neighbour asks every 20 ms, whatever became of those before. */
const BEAT_MS = 20;
/** Nobody works yet: what neighbours wait in this time is the machine's own noise. */
const IDLE_MS = 800;
const WORD_COUNT = 5;
const TIMEOUT_MS = 6_000;
const LEAD_MS = 60;
/** Every neighbour of a stall of half a second holds a connection. */
const WARM_COUNT = 20;
const GRACE_MS = 8_000;

/** What is measured of a server. */
export interface Plan {
  readonly askings: readonly Asking[];
  /** Of the watching, after the idle time. */
  readonly durationMs: number;
  /** Runs beside it, from the end of the idle time on; measure() waits for it too. */
  readonly meanwhile?: () => Promise<void>;
}

/** A request for work, at a moment. */
export interface Asking {
  /** After the idle time. */
  readonly atMs: number;
  readonly job: WorkJob;
  /** '/work' where nothing else is said. */
  readonly path?: string;
  /** The answer's body; { digest } where nothing else is said, and undefined accepts any. */
  readonly expected?: { readonly digest: string } | undefined;
}

export interface Answered {
  readonly outcome: Outcome;
  /** From when it was due to its answer. */
  readonly tookMs: number;
}

/** What neighbours saw of a server, from outside, and what became of the work. Times count from the end of the idle time. */
export interface Measured {
  /** In the order of the askings. */
  readonly answers: readonly Answered[];
  /** When each neighbour was due and how long it waited, ascending in time. Idle time is below 0. */
  readonly probes: readonly Probe[];
  /** p99 of the idle time's waits. */
  readonly noiseMs: number;
  /** CPU of the server and all it started, from before the first job to the end; null where the system does not tell. */
  readonly cpuMs: number | null;
  /** Neighbours that got no answer, or a wrong one. */
  readonly badProbeCount: number;
}

export interface Probe {
  readonly dueMs: number;
  readonly waitMs: number;
}

const everyMs = (periodMs: number, fromMs: number, endMs: number): number[] =>
  Array.from({ length: Math.max(0, Math.ceil((endMs - fromMs) / periodMs)) }, (_, index) => fromMs + index * periodMs);

/** /health, and words that nobody can know before: whoever answers /health alone from elsewhere is found out. */
function probeStreams(endMs: number): OpenStreamPlan[] {
  const words = Array.from({ length: WORD_COUNT }, () => randomBytes(6).toString('hex'));
  const health: OpenStreamPlan = {
    streamName: 'probe',
    request: { method: 'GET', path: '/health', body: null },
    warmConnectionCount: WARM_COUNT,
    dueAtMs: everyMs(BEAT_MS, 0, endMs),
  };
  const echoes = words.map((word, index): OpenStreamPlan => ({
    streamName: 'probe',
    request: { method: 'GET', path: `/echo/${word}`, body: null, expected: { word } },
    warmConnectionCount: Math.ceil(WARM_COUNT / WORD_COUNT),
    dueAtMs: everyMs(BEAT_MS * WORD_COUNT, BEAT_MS / 2 + index * BEAT_MS, endMs),
  }));
  return [health, ...echoes];
}

const jobStream = ({ atMs, job, path = '/work', ...asking }: Asking): OpenStreamPlan => {
  const { nonce, iterations, digest } = job;
  const expected = 'expected' in asking ? asking.expected : { digest };
  return {
    streamName: 'job',
    request: {
      method: 'POST',
      path,
      body: JSON.stringify({ nonce, iterations }),
      ...(expected === undefined ? {} : { expected }),
    },
    warmConnectionCount: 1,
    dueAtMs: [IDLE_MS + atMs],
  };
};

function probesOf(streams: readonly StreamSamples[]): Probe[] {
  return streams
    .flatMap(({ dueAtMs, latencyMs }) =>
      dueAtMs.map((due, index) => ({ dueMs: due - IDLE_MS, waitMs: latencyMs[index] ?? TIMEOUT_MS })),
    )
    .toSorted((a, b) => a.dueMs - b.dueMs);
}

/** An answer that was wrong came all the same; nobody who got none knows how long it would have taken. */
const answerOf = ({ outcomes, latencyMs }: StreamSamples): Answered => ({
  outcome: outcomes[0] ?? 'unfinished',
  tookMs: latencyMs[0] ?? TIMEOUT_MS,
});

/**
 * Asks a server for work and watches its neighbours, with the harness's own open-loop sender.
 *
 * @throws {HarnessError} ERR_SERVER_EXITED when the server ends meanwhile, ERR_TARGET_UNREACHABLE, ERR_SENDER_EXITED; the signal's reason
 */
export async function measure(
  learner: Learner,
  { askings, durationMs, meanwhile }: Plan,
  signal: AbortSignal,
): Promise<Measured> {
  await using sender = startSender('open');
  const either = AbortSignal.any([signal, learner.lost]);
  const plan: OpenPlan = {
    kind: 'open',
    baseUrl: learner.baseUrl,
    timeoutMs: TIMEOUT_MS,
    // A sender that turns its loop would take a core from the server on a small laptop.
    senderMode: 'thrifty',
    streams: [...probeStreams(IDLE_MS + durationMs), ...askings.map(jobStream)],
  };
  await within(sender.prepare(plan), {
    limitMs: GRACE_MS,
    code: 'ERR_TARGET_UNREACHABLE',
    what: 'Your server did not answer GET /health',
    signal: either,
  });
  const cpuBeforeMs = await learner.cpuMs();
  sender.start(nowMs() + LEAD_MS);
  const limitMs = LEAD_MS + IDLE_MS + durationMs + TIMEOUT_MS + GRACE_MS;
  const [{ streams }] = await Promise.all([
    within(sender.result, {
      limitMs,
      code: 'ERR_SENDER_EXITED',
      what: 'The load generator gave no result',
      signal: either,
    }),
    meanwhile === undefined ? undefined : pause(LEAD_MS + IDLE_MS, learner, { signal }).then(meanwhile),
  ]);
  const cpuAfterMs = await learner.cpuMs();
  const neighbours = streams.filter(({ streamName }) => streamName === 'probe');
  const probes = probesOf(neighbours);
  const idleMs = probes
    .filter(({ dueMs, waitMs }) => dueMs + waitMs < 0)
    .map(({ waitMs }) => waitMs)
    .toSorted((a, b) => a - b);
  return {
    answers: streams.filter(({ streamName }) => streamName === 'job').map(answerOf),
    probes,
    noiseMs: idleMs.length === 0 ? TIMEOUT_MS : percentile(idleMs, 0.99),
    cpuMs: cpuBeforeMs === null || cpuAfterMs === null ? null : cpuAfterMs - cpuBeforeMs,
    badProbeCount: neighbours.flatMap(({ outcomes }) => outcomes).filter((outcome) => outcome !== 'ok').length,
  };
}

/** The same, as seen by those neighbours only who were due from `fromMs` up to `toMs`. */
export const during = (measured: Measured, fromMs: number, toMs: number): Measured => ({
  ...measured,
  probes: measured.probes.filter(({ dueMs }) => dueMs >= fromMs && dueMs < toMs),
});
