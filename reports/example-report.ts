import {
  EXAMPLE_TARGETS,
  type ExampleOptions,
  FULL_EXAMPLE,
  URL_EXAMPLE_TARGET,
  exampleRecord,
} from '../stats/examples/example-record.ts';
import type { RunRecord } from '../stats/record.ts';
import { summarize } from '../stats/summary.ts';
import * as chartList from './charts/index.ts';
import type { Report } from './format.ts';

/** Shown as it is written, in every format, or somebody's server runs its script in somebody's report. */
export const HOSTILE_NAME = '<script>alert(1)</script>|x';

export const HOSTILE_OPTIONS: ExampleOptions = {
  targets: [...EXAMPLE_TARGETS, { ...URL_EXAMPLE_TARGET, name: HOSTILE_NAME }],
};

/** Every chart and every table has something to show, and one name is hostile. */
export const FULL_OPTIONS: ExampleOptions = { ...FULL_EXAMPLE, ...HOSTILE_OPTIONS, levels: 'open', roundCount: 2 };

/** A report for tests: no files, no canvas, a page without scripts. */
export function exampleReport(options: ExampleOptions = {}, overrides: Partial<Report> = {}): Report {
  return reportOf(exampleRecord(options), overrides);
}

export const reportOf = (record: RunRecord, overrides: Partial<Report> = {}): Report => ({
  record,
  summary: summarize(record),
  charts: Object.values(chartList).toSorted((a, b) => a.place - b.place),
  recordPath: 'reports/runs/latest/record.json',
  widthColumns: 80,
  hasColor: false,
  isAscii: false,
  hasPictures: true,
  hasSamplesFile: false,
  scripts: { chartJs: '', page: '' },
  drawPng: () => new Uint8Array(),
  ...overrides,
});

/** The same record, with every second wait of one stream given up after it had lasted that long. */
export const withTimeouts = (record: RunRecord, streamName: string): RunRecord => ({
  ...record,
  trials: record.trials.map((trial) => ({
    ...trial,
    streams: trial.streams.map((stream) =>
      stream.streamName === streamName
        ? { ...stream, outcomes: stream.outcomes.map((outcome, index) => (index % 2 === 0 ? 'timed-out' : outcome)) }
        : stream,
    ),
  })),
});
