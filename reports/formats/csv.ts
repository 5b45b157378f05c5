import { stringify } from 'csv-stringify/sync';
import { isWithin, phasesOf } from '../../stats/phases.ts';
import type { StreamSamples, Trial } from '../../stats/record.ts';
import type { Format, Report } from '../format.ts';
import { plainText } from '../plain-text.ts';

const ROWS_PER_PIECE = 2_000;

/** What a row says of its trial and stream, before what it says of its request. */
const STREAM_COLUMNS = ['target', 'round', 'order_in_round', 'level', 'stream', 'trial_status'] as const;
const REQUEST_COLUMNS = [
  'phase',
  'due_at_ms',
  'sent_at_ms',
  'latency_ms',
  'outcome',
  'connected_at_ms',
  'arrived_at_ms',
  'started_at_ms',
  'finished_at_ms',
  'database_ms',
  'accepted_at_ms',
  'job_state',
] as const;

/**
 * RFC 4180, every text in quotes. Text that a spreadsheet would run as a formula gets an apostrophe before it; numbers are
 * left as they are.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
const line = (cells: readonly (string | number)[]): string =>
  stringify([[...cells]], { quoted_string: true, escape_formulas: true, eof: false });

/** Why a trial counts or not: `invalid` ones ran to their end and failed a gate. */
function statusOf({ summary }: Report, { status, targetName, roundIndex, levelName = '' }: Trial): string {
  if (status === 'void') return 'void';
  const level = summary.levels.find(({ name }) => name === levelName) ?? summary.levels[0];
  const target = level?.targets.find((candidate) => candidate.targetName === targetName);
  return target?.invalidTrials.some((trial) => trial.roundIndex === roundIndex) === true ? 'invalid' : 'valid';
}

/** The cells of one request: numbers, and words of ours that need no quotes. */
function requestCells(samples: StreamSamples, index: number, phase: string): readonly (string | number)[] {
  return [
    phase,
    samples.dueAtMs[index] ?? '',
    samples.sentAtMs[index] ?? '',
    samples.latencyMs[index] ?? '',
    samples.outcomes[index] ?? '',
    samples.connectedAtMs?.[index] ?? '',
    samples.arrivedAtMs?.[index] ?? '',
    samples.startedAtMs?.[index] ?? '',
    samples.finishedAtMs?.[index] ?? '',
    samples.databaseMs?.[index] ?? '',
    samples.acceptedAtMs?.[index] ?? '',
    samples.jobStates?.[index] ?? '',
  ];
}

/** Lines that each end with a line break. */
function* linesOf(report: Report): Generator<string> {
  yield `${[...STREAM_COLUMNS, ...REQUEST_COLUMNS].join(',')}\n`;
  const phases = Object.entries(phasesOf(report.record.scenario));
  for (const trial of report.record.trials) {
    const { targetName, roundIndex, orderIndex, levelName = '' } = trial;
    const status = statusOf(report, trial);
    for (const samples of trial.streams) {
      const texts = [targetName, levelName, samples.streamName].map(plainText);
      const [target = '', level = '', stream = ''] = texts;
      const start = line([target, roundIndex + 1, orderIndex + 1, level, stream, status]);
      for (const [index, dueAtMs] of samples.dueAtMs.entries()) {
        const phase = phases.find(([, span]) => isWithin(span, dueAtMs))?.[0] ?? '';
        yield `${start},${requestCells(samples, index, phase).join(',')}\n`;
      }
    }
  }
}

/** A file is written much faster in few long pieces. */
function* piecesOf(report: Report): Generator<string> {
  let lines: string[] = [];
  for (const text of linesOf(report)) {
    lines.push(text);
    if (lines.length < ROWS_PER_PIECE) continue;
    yield lines.join('');
    lines = [];
  }
  yield lines.join('');
}

export const csv: Format<Iterable<string>> = {
  name: 'csv',
  summary: 'samples.csv: every request of every trial, where it is asked for.',
  destination: 'folder',
  render: (report) =>
    report.hasSamplesFile ? [{ path: 'samples.csv', content: { [Symbol.iterator]: () => piecesOf(report) } }] : [],
};
