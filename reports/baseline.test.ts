import { expect, test } from 'vitest';
import { EXAMPLE_TARGETS, exampleRecord } from '../stats/examples/example-record.ts';
import type { RunRecord } from '../stats/record.ts';
import { summarize } from '../stats/summary.ts';
import { type Baseline, REFUSAL, baselineOf } from './baseline.ts';
import { HOSTILE_NAME, HOSTILE_OPTIONS, reportOf } from './example-report.ts';
import { html } from './formats/html.ts';
import { markdown } from './formats/markdown.ts';
import { terminal } from './formats/terminal.ts';

const record = exampleRecord({ roundCount: 4, targets: EXAMPLE_TARGETS.slice(0, 2) });
const runOf = (one: RunRecord) => ({ record: one, summary: summarize(one) });

/** Waits of all neighbours that keep their connection, times so much. */
const scaled = (one: RunRecord, factor: number): RunRecord => ({
  ...one,
  trials: one.trials.map((trial) => ({
    ...trial,
    streams: trial.streams.map((stream) =>
      stream.streamName === 'neighbour-warm'
        ? { ...stream, latencyMs: stream.latencyMs.map((latencyMs) => latencyMs * factor) }
        : stream,
    ),
  })),
});

const against = (earlier: RunRecord, allowsMismatch: boolean): Baseline =>
  baselineOf({ ...runOf(earlier), allowsMismatch }, runOf(record), 'baseline/record.json');

const textOf = (format: typeof html, baseline: Baseline): string =>
  String(format.render(reportOf(record, { baseline }))[0]?.content);

const FORMATS = [
  { name: 'the page', format: html },
  { name: 'Markdown', format: markdown },
  { name: 'the terminal', format: terminal },
] as const;

test.each(FORMATS)('$name tells what changed since the baseline, with one verdict for each figure', ({ format }) => {
  const text = textOf(format, against(scaled(record, 4), false));
  expect(text).toMatch(/Against (?:a baseline|baseline\/record\.json)/u);
  expect(text).toMatch(/\d+ of \d+ figures differ: \d+ better, 0 worse/u);
  expect(text).toContain('baseline/record.json');
  expect(text).toContain('0.25');
});

test.each(FORMATS)('$name says nothing of a baseline where there is none', ({ format }) => {
  const text = String(format.render(reportOf(record))[0]?.content);
  expect(text).not.toMatch(/Against (?:a baseline|baseline)/u);
});

const elsewhere = { ...record, machine: { ...record.machine, cpuModel: 'Other CPU' } };

test.each(FORMATS)('$name refuses a baseline from another machine and says why', ({ format }) => {
  const text = textOf(format, against(elsewhere, false)).replaceAll(/\s+/gu, ' ');
  expect(text).toContain(REFUSAL.split('.')[0]);
  expect(text).toMatch(/CPU: Other CPU before, Example CPU/u);
  expect(text).not.toContain('figures differ');
});

test.each(FORMATS)('$name takes it where that is allowed, and still says what was unlike', ({ format }) => {
  const text = textOf(format, against(elsewhere, true)).replaceAll(/\s+/gu, ' ');
  expect(text).toMatch(/CPU: Other CPU before/u);
  expect(text).toContain('figures differ');
  expect(text).toContain('Rounds are not paired');
});

test.each(FORMATS)('$name shows a hostile name of the other record as text', ({ name, format }) => {
  const text = textOf(format, against(exampleRecord({ ...HOSTILE_OPTIONS, roundCount: 4 }), false));
  const escaped = HOSTILE_NAME.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const shown = { 'the page': escaped, Markdown: escaped.replace('|', String.raw`\|`), 'the terminal': HOSTILE_NAME };
  expect(text).toContain(shown[name]);
});
