import type { RunRecord } from '../record.ts';

/** The record with a server that says what its database took for each heavy answer. Of an example with stamps. */
export const withDatabase = (record: RunRecord, databaseMs: number): RunRecord => ({
  ...record,
  trials: record.trials.map((trial) => ({
    ...trial,
    streams: trial.streams.map((stream) =>
      stream.streamName === 'heavy'
        ? { ...stream, databaseMs: stream.outcomes.map((outcome) => (outcome === 'ok' ? databaseMs : null)) }
        : stream,
    ),
  })),
});
