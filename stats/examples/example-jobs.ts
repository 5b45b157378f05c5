import type { JobState, Outcome, RunRecord, StreamSamples } from '../record.ts';

const ACCEPTED_AFTER_MS = 1.5;

const STATES: Readonly<Record<Outcome, JobState | null>> = {
  ok: 'done',
  wrong: 'done',
  failed: 'failed',
  lost: 'lost',
  unfinished: 'queued',
  'timed-out': 'running',
  left: 'cancelled',
  refused: null,
  broken: null,
};

function asJobs(samples: StreamSamples): StreamSamples {
  const jobStates = samples.outcomes.map((outcome) => STATES[outcome]);
  return {
    ...samples,
    acceptedAtMs: samples.sentAtMs.map((sentMs, index) => {
      const isJob = (jobStates[index] ?? null) !== null;
      return isJob ? sentMs + ACCEPTED_AFTER_MS : null;
    }),
    jobStates,
  };
}

/** The same record, had one target answered its heavy requests with 202 and done them later. */
export const withJobs = (record: RunRecord, deferredName: string): RunRecord => ({
  ...record,
  trials: record.trials.map((trial) =>
    trial.targetName === deferredName
      ? {
          ...trial,
          streams: trial.streams.map((stream) => (stream.streamName === 'heavy' ? asJobs(stream) : stream)),
        }
      : trial,
  ),
});
