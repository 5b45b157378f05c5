import type { JobState, Outcome, StreamSamples } from '../../stats/record.ts';
import type { Stamps } from './stamps.ts';

/** Microseconds are finer than any of our clocks is true; more digits only make the record longer. */
export const rounded = (ms: number): number => Math.round(ms * 1_000) / 1_000;

/** One request. Times count from trial start, but for the stamps. */
export interface Sample {
  readonly dueAtMs: number;
  readonly sentAtMs: number;
  /** From due to the whole answer, or to the end of waiting. */
  readonly latencyMs: number;
  readonly outcome: Outcome;
  /** When its connection was there: `sentAtMs` where one was open already, null where none ever was. */
  readonly connectedAtMs: number | null;
  /** As the server sent them, on the machine's shared clock; null where it sent none. */
  readonly stamps: Stamps | null;
  /** null where the request became no job. */
  readonly job: JobSample | null;
}

/** A request that was answered with 202. */
export interface JobSample {
  /** When the 202 was in hand. */
  readonly acceptedAtMs: number;
  /** What the server last said of it, and when; null: never anything. */
  readonly state: JobState;
  readonly toldAtMs: number | null;
}

/**
 * A request of a closed loop, which is due when it is sent.
 *
 * @param sent times of `nowMs()`
 * @param startAtMs the trial's start on the same clock
 */
export function closedSample(
  { sentAtMs, connectedAtMs }: Pick<Sample, 'sentAtMs' | 'connectedAtMs'>,
  startAtMs: number,
  answer: Pick<Sample, 'latencyMs' | 'outcome' | 'stamps' | 'job'>,
): Sample {
  return {
    dueAtMs: sentAtMs - startAtMs,
    sentAtMs: sentAtMs - startAtMs,
    connectedAtMs: connectedAtMs === null ? null : connectedAtMs - startAtMs,
    ...answer,
  };
}

interface StreamFacts {
  /** The trial's start on the machine's shared clock, which turns stamps into times of the trial. */
  readonly startAtMs: number;
  readonly openedBeforeCount: number;
  readonly openedDuringCount: number;
  /** Requests in the schedule of an open loop. */
  readonly plannedCount?: number;
}

/** Far more than two readings of one clock can disagree, far less than the clocks of two machines do. */
const CLOCK_TOLERANCE_MS = 10;

/** The server's stamps from trial start; null when they lie outside the request's own time, as those of another machine's clock do. */
function stampsFromStart({ dueAtMs, sentAtMs, latencyMs, stamps, job }: Sample, startAtMs: number): Stamps | null {
  if (!stamps) return null;
  const arrivedMs = stamps.arrivedMs - startAtMs;
  const finishedMs = stamps.finishedMs - startAtMs;
  // Of a job whose client gave up, the stamps may come later than its latency ends.
  const endMs = Math.max(dueAtMs + latencyMs, job?.toldAtMs ?? 0);
  const isOurClock = arrivedMs >= sentAtMs - CLOCK_TOLERANCE_MS && finishedMs <= endMs + CLOCK_TOLERANCE_MS;
  return isOurClock ? { ...stamps, arrivedMs, startedMs: stamps.startedMs - startAtMs, finishedMs } : null;
}

function stampColumns(
  samples: readonly Sample[],
  startAtMs: number,
): Pick<StreamSamples, 'arrivedAtMs' | 'startedAtMs' | 'finishedAtMs' | 'databaseMs'> {
  const stamps = samples.map((sample) => stampsFromStart(sample, startAtMs));
  if (!stamps.some((one) => one !== null)) return {};
  const column = (read: (one: Stamps) => number): (number | null)[] =>
    stamps.map((one) => (one === null ? null : rounded(read(one))));
  return {
    arrivedAtMs: column(({ arrivedMs }) => arrivedMs),
    startedAtMs: column(({ startedMs }) => startedMs),
    finishedAtMs: column(({ finishedMs }) => finishedMs),
    ...(stamps.some((one) => one?.databaseMs !== undefined)
      ? { databaseMs: stamps.map((one) => (one?.databaseMs === undefined ? null : rounded(one.databaseMs))) }
      : {}),
  };
}

function jobColumns(samples: readonly Sample[]): Pick<StreamSamples, 'acceptedAtMs' | 'jobStates'> {
  if (samples.every(({ job }) => job === null)) return {};
  return {
    acceptedAtMs: samples.map(({ job }) => (job === null ? null : rounded(job.acceptedAtMs))),
    jobStates: samples.map(({ job }) => job?.state ?? null),
  };
}

/**
 * Requests as the record's parallel columns, in the order in which they were due. A stream without any stamp has no
 * columns for them, and one without any job none for those.
 */
export function sampleColumns(streamName: string, samples: readonly Sample[], facts: StreamFacts): StreamSamples {
  const ordered = samples.toSorted((one, other) => one.dueAtMs - other.dueAtMs);
  return {
    streamName,
    dueAtMs: ordered.map(({ dueAtMs }) => rounded(dueAtMs)),
    sentAtMs: ordered.map(({ sentAtMs }) => rounded(sentAtMs)),
    latencyMs: ordered.map(({ latencyMs }) => rounded(Math.max(0, latencyMs))),
    outcomes: ordered.map(({ outcome }) => outcome),
    connectedAtMs: ordered.map(({ connectedAtMs }) => (connectedAtMs === null ? null : rounded(connectedAtMs))),
    ...stampColumns(ordered, facts.startAtMs),
    ...jobColumns(ordered),
    ...(facts.plannedCount === undefined ? {} : { plannedCount: facts.plannedCount }),
    openedBeforeCount: facts.openedBeforeCount,
    openedDuringCount: facts.openedDuringCount,
  };
}
