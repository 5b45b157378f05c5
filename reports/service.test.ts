import { expect, test } from 'vitest';
import { exampleRecord } from '../stats/examples/example-record.ts';
import type { Outcome, RunRecord, StreamSamples } from '../stats/record.ts';
import { type TargetSummary, summarize } from '../stats/summary.ts';
import { serviceCell, serviceOf } from './service.ts';

/** Four neighbours in the load phase, and one before it. */
const neighbours: Pick<StreamSamples, 'dueAtMs' | 'latencyMs'> = {
  dueAtMs: [0, 2_000, 2_100, 2_200, 2_300],
  latencyMs: [900, 5, 50, 51, 1],
};
const outcomes: readonly Outcome[] = ['ok', 'ok', 'ok', 'ok', 'refused'];

const base = exampleRecord({ roundCount: 1 });
const record: RunRecord = {
  ...base,
  scenario: { ...base.scenario, quietMs: 1_000, loadMs: 2_000 },
  trials: base.trials.map((trial) => ({
    ...trial,
    streams: trial.streams.map((stream) =>
      stream.streamName === 'neighbour-warm'
        ? { ...stream, ...neighbours, sentAtMs: neighbours.dueAtMs, outcomes: [...outcomes] }
        : stream,
    ),
  })),
};
const target = summarize(base).targets[0] as TargetSummary;

test('serviceOf() counts who was due in the load phase: good up to 50 ms, then slow, and who was turned away', () => {
  expect(serviceOf(record, target)).toEqual({ goodCount: 2, slowCount: 1, unservedCount: 1, isGrowing: false });
});

test('serviceOf() says nothing of a target that does not count, nor where nobody is a neighbour', () => {
  expect(serviceOf(record, { ...target, status: 'invalid' })).toBeNull();
  const heavyOnly = record.scenario.streams.filter(({ name }) => name === 'heavy');
  expect(serviceOf({ ...record, scenario: { ...record.scenario, streams: heavyOnly } }, target)).toBeNull();
});

test.each([
  { service: null, cell: { text: 'n/a', note: '', sortValue: null } },
  {
    service: { goodCount: 4, slowCount: 0, unservedCount: 0, isGrowing: false },
    cell: { text: '100 % good', note: '', sortValue: 1 },
  },
  {
    service: { goodCount: 2, slowCount: 1, unservedCount: 1, isGrowing: false },
    cell: { text: '50 % good', note: '25 % slow, 25 % not served', sortValue: 0.5 },
  },
  {
    service: { goodCount: 2, slowCount: 1, unservedCount: 1, isGrowing: true },
    cell: { text: 'unstable', note: '', sortValue: null },
  },
])('serviceCell() says "$cell.text"', ({ service, cell }) => {
  expect(serviceCell(service)).toEqual(cell);
});
