import { isJob, overAtMs } from './completion.ts';
import { type Phase, isWithin } from './phases.ts';
import { CENSORED_OUTCOMES, type JobState, type StreamSamples } from './record.ts';
import type { Waits } from './summary.ts';
import { NO_WAITS, mergeSorted, waitsOf } from './wait-samples.ts';

/**
 * What had become of the accepted jobs when the load ended: submitted = finished + backlog + lost. Nothing is inferred:
 * a job counts as backlog because the server said afterwards that it waits, runs or has ended since.
 */
export interface JobAccounts {
  /** Answered with 202. */
  readonly submittedCount: number;
  /** Done, failed or cancelled by then. */
  readonly finishedCount: number;
  /** Waiting or running then. */
  readonly backlogCount: number;
  /** Of the backlog: those that had ended before we stopped asking. */
  readonly finishedLaterCount: number;
  /** The server knows them no more, or says that they are lost. */
  readonly lostCount: number;
  /** Accepted, and never heard of again. */
  readonly unknownCount: number;
  readonly isBalanced: boolean;
}

/** Answering 202 is not doing the work. Times count from when the request was due. */
export interface JobSummary {
  /** Until the 202 was in hand. */
  readonly acceptedMs: Waits;
  /** Until its work began and was done, as the server's stamps say; all null without stamps, and where the backlog grew. */
  readonly startedMs: Waits;
  readonly doneMs: Waits;
  readonly accounts: JobAccounts;
}

interface Settings {
  /** Of a round, by index, which requests the times are of. */
  readonly isCounted: (round: StreamSamples) => (index: number) => boolean;
  /** What the accounts are of: requests due in it, as they stood at its end. */
  readonly load: Phase;
  readonly isGrowing: boolean;
}

/** A time, the least that it can have been, or neither. */
type Reading = { readonly ms: number; readonly isAtLeast: boolean } | null;

const known = (ms: number): Reading => ({ ms, isAtLeast: false });
const atLeast = (ms: number): Reading => ({ ms, isAtLeast: true });

const stateAt = ({ jobStates }: StreamSamples, index: number): JobState => jobStates?.[index] ?? 'unknown';

/** From due to a moment. */
const sinceDueMs = ({ dueAtMs }: StreamSamples, index: number, atMs: number): number =>
  Math.max(0, atMs - (dueAtMs[index] ?? atMs));

function acceptedReading(samples: StreamSamples, index: number): Reading {
  const atMs = samples.acceptedAtMs?.[index] ?? null;
  if (atMs !== null) return known(sinceDueMs(samples, index, atMs));
  const outcome = samples.outcomes[index];
  return outcome !== undefined && CENSORED_OUTCOMES.has(outcome) ? atLeast(samples.latencyMs[index] ?? 0) : null;
}

/** Of a job without a stamp: it had not begun, or not ended, when its client last heard of it. */
function stampReading(samples: StreamSamples, index: number, key: 'startedAtMs' | 'finishedAtMs'): Reading {
  const acceptedMs = samples.acceptedAtMs?.[index] ?? null;
  const atMs = samples[key]?.[index] ?? null;
  if (acceptedMs === null) return acceptedReading(samples, index);
  if (atMs !== null) return known(sinceDueMs(samples, index, atMs));
  const state = stateAt(samples, index);
  const isStillTo = key === 'startedAtMs' ? state === 'queued' : state === 'queued' || state === 'running';
  if (isStillTo) return atLeast(samples.latencyMs[index] ?? 0);
  // It may have begun at any moment since it was accepted.
  return state === 'running' || state === 'unknown' ? atLeast(sinceDueMs(samples, index, acceptedMs)) : null;
}

function timesOf(
  rounds: readonly StreamSamples[],
  isCounted: Settings['isCounted'],
  read: (samples: StreamSamples, index: number) => Reading,
): Waits {
  const knownMs: number[] = [];
  const atLeastMs: number[] = [];
  for (const samples of rounds) {
    const isTaken = isCounted(samples);
    for (const index of samples.outcomes.keys()) {
      const reading = isTaken(index) ? read(samples, index) : null;
      if (reading !== null) (reading.isAtLeast ? atLeastMs : knownMs).push(reading.ms);
    }
  }
  const answeredMs = Float64Array.from(knownMs).sort();
  return waitsOf({ sortedMs: mergeSorted([answeredMs, Float64Array.from(atLeastMs).sort()]), answeredMs });
}

type Fate = 'finished' | 'finished-later' | 'backlog' | 'lost' | 'unknown';

function fateOf(samples: StreamSamples, index: number, momentMs: number): Fate {
  const state = stateAt(samples, index);
  if (state === 'lost' || state === 'unknown') return state;
  if (state === 'queued' || state === 'running') return 'backlog';
  return overAtMs(samples, index) < momentMs ? 'finished' : 'finished-later';
}

function accountsOf(rounds: readonly StreamSamples[], load: Phase): JobAccounts {
  const fates = rounds.flatMap((samples) =>
    samples.dueAtMs.flatMap((dueMs, index) =>
      isJob(samples, index) && isWithin(load, dueMs) ? [fateOf(samples, index, load.endMs)] : [],
    ),
  );
  const countOf = (wanted: Fate): number => fates.filter((fate) => fate === wanted).length;
  const finishedLaterCount = countOf('finished-later');
  const accounts = {
    submittedCount: fates.length,
    finishedCount: countOf('finished'),
    backlogCount: countOf('backlog') + finishedLaterCount,
    finishedLaterCount,
    lostCount: countOf('lost'),
    unknownCount: countOf('unknown'),
  };
  const { submittedCount, finishedCount, backlogCount, lostCount } = accounts;
  return { ...accounts, isBalanced: submittedCount === finishedCount + backlogCount + lostCount };
}

/** @returns null where no request became a job */
export function jobsOf(rounds: readonly StreamSamples[], { isCounted, load, isGrowing }: Settings): JobSummary | null {
  if (!rounds.some((samples) => samples.acceptedAtMs?.some((atMs) => atMs !== null))) return null;
  const hasStamps = !isGrowing && rounds.some(({ startedAtMs }) => startedAtMs !== undefined);
  const stamped = (key: 'startedAtMs' | 'finishedAtMs'): Waits =>
    hasStamps ? timesOf(rounds, isCounted, (samples, index) => stampReading(samples, index, key)) : NO_WAITS;
  return {
    acceptedMs: timesOf(rounds, isCounted, acceptedReading),
    startedMs: stamped('startedAtMs'),
    doneMs: stamped('finishedAtMs'),
    accounts: accountsOf(rounds, load),
  };
}
