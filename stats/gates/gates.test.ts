import { expect, test } from 'vitest';
import { example, gate, trial } from '../examples/example-gates.ts';
import { GATE_NAMES } from './gate-limits.ts';
import { gatesOf } from './gates.ts';
import type { StreamSamples, Trial } from '../record.ts';

test('gatesOf() a healthy trial tells all gates in the order of the table, passed and without a word', () => {
  const results = gatesOf(example, trial);
  expect(results.map((result) => result.gate)).toEqual(GATE_NAMES);
  expect(results.filter(({ isPassed }) => !isPassed)).toEqual([]);
  expect(results.map(({ message }) => message).join('')).toBe('');
});

test('gatesOf() passes what a trial has nothing to measure by', () => {
  const bare: Trial = { ...trial, streams: [], closedLoopAudits: [], telemetry: [] };
  expect(gatesOf(example, bare).every(({ measured, isPassed }) => measured === null && isPassed)).toBe(true);
});

test('gatesOf() tells of the worst stream', () => {
  const lateness =
    (addedMs: number) =>
    ({ dueAtMs, sentAtMs }: StreamSamples) => ({
      sentAtMs: sentAtMs.map((_, index) => (dueAtMs[index] ?? 0) + addedMs),
    });
  const both = {
    ...trial,
    streams: trial.streams.map((one) =>
      one.streamName === 'neighbour-warm'
        ? { ...one, ...lateness(900)(one) }
        : one.streamName === 'neighbour-cold'
          ? { ...one, ...lateness(700)(one) }
          : one,
    ),
  };
  const quick = { ...both, streams: both.streams.map((one) => ({ ...one, latencyMs: one.latencyMs.map(() => 1) })) };
  expect(gate('sender-lateness', quick).measured).toBeCloseTo(900, 9);
});
