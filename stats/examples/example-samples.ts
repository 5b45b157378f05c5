import type { Outcome, StreamSamples } from '../record.ts';

/** One simulated request. Times count from trial start. */
export interface ExampleSample {
  readonly dueMs: number;
  /** How long after it was due it was sent. */
  readonly lateMs: number;
  /** From due to the answer, or to the end of waiting. */
  readonly latencyMs: number;
  readonly outcome: Outcome;
  /** When the handler began, the work began and the work was done; null without an answer. */
  readonly stamps: readonly [arrivedMs: number, startedMs: number, finishedMs: number] | null;
}

/** Waits are kept to the microsecond, as a clock would give them. */
const toMicroseconds = (ms: number): number => Math.round(ms * 1_000) / 1_000;

type Columns = Omit<StreamSamples, 'streamName' | 'openedBeforeCount' | 'openedDuringCount' | 'plannedCount'>;

function stampColumns(samples: readonly ExampleSample[], connectMs: number): Partial<Columns> {
  const stampAt = (place: 0 | 1 | 2): (number | null)[] =>
    samples.map(({ stamps }) => (stamps === null ? null : toMicroseconds(stamps[place])));
  return {
    connectedAtMs: samples.map(({ dueMs, lateMs }) => toMicroseconds(dueMs + lateMs + connectMs)),
    arrivedAtMs: stampAt(0),
    startedAtMs: stampAt(1),
    finishedAtMs: stampAt(2),
  };
}

/**
 * The parallel columns of a record.
 *
 * @param connectMs how long a connection takes to open; null leaves out all that records before stamps did not have
 */
export const exampleColumns = (samples: readonly ExampleSample[], connectMs: number | null): Columns => ({
  dueAtMs: samples.map(({ dueMs }) => toMicroseconds(dueMs)),
  sentAtMs: samples.map(({ dueMs, lateMs }) => toMicroseconds(dueMs + lateMs)),
  latencyMs: samples.map(({ latencyMs }) => toMicroseconds(latencyMs)),
  outcomes: samples.map(({ outcome }) => outcome),
  ...(connectMs === null ? {} : stampColumns(samples, connectMs)),
});
