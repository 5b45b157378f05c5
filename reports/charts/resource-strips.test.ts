import { expect, test } from 'vitest';
import { exampleRecord } from '../../stats/examples/example-record.ts';
import type { RunRecord, Telemetry } from '../../stats/record.ts';
import { summarize } from '../../stats/summary.ts';
import { cpuOverTime } from './cpu-over-time.ts';
import { memoryOverTime } from './memory-over-time.ts';
import { resourceStrips } from './resource-strips.ts';
import { typicalRound } from './timeline-strips.ts';

const record = exampleRecord();
const summary = summarize(record);

const withTelemetry = (change: (telemetry: readonly Telemetry[]) => Telemetry[]): RunRecord => ({
  ...record,
  trials: record.trials.map((trial) => ({ ...trial, telemetry: change(trial.telemetry) })),
});

test('resourceStrips() tells server, workers, threads and senders apart by name and dash', () => {
  const strips = resourceStrips(record, summary);
  const namesOf = (targetName: string): string[] =>
    strips.find((strip) => strip.targetName === targetName)?.lines.map(({ name }) => name) ?? [];
  expect(namesOf('blocking')).toEqual(['server', 'heavy sender', 'neighbour sender']);
  expect(namesOf('thread-pool')).toEqual(['server', 'thread 1', 'thread 2', 'heavy sender', 'neighbour sender']);
  expect(namesOf('cluster')).toEqual(['server', 'worker 1', 'worker 2', 'heavy sender', 'neighbour sender']);
  const pool = strips.find(({ targetName }) => targetName === 'thread-pool')?.lines ?? [];
  expect(new Set(pool.map(({ dash }) => JSON.stringify(dash))).size).toBe(4); // two threads share theirs
});

test('resourceStrips() shows the round that the heartbeats show', () => {
  const blocking = summary.targets.find(({ targetName }) => targetName === 'blocking');
  const warm = blocking?.streams.find(({ streamName }) => streamName === 'neighbour-warm');
  expect(resourceStrips(record, summary)[0]?.roundIndex).toBe(typicalRound(warm?.rounds ?? [])?.roundIndex);
});

test('threads that are too many are left out, and the picture says how many', () => {
  const many = withTelemetry((telemetry) =>
    telemetry.flatMap((one) =>
      one.threadId === 1 ? Array.from({ length: 40 }, (_, index) => ({ ...one, threadId: index + 1 })) : [one],
    ),
  );
  const strip = resourceStrips(many, summarize(many)).find(({ targetName }) => targetName === 'thread-pool');
  expect(strip?.leftOutCount).toBe(41);
  expect(strip?.lines.filter(({ telemetry }) => telemetry.role === 'server-thread')).toEqual([]);
  expect(cpuOverTime.describe(many, summarize(many))).toContain('41 threads among it');
});

test('cpu-over-time draws each rate until its sample, in cores, and up to all cores', () => {
  const { datasets, scales, annotations } = cpuOverTime.configure(record, summary);
  const line = datasets.find(({ label }) => label === 'cluster worker 1');
  expect(line).toMatchObject({ stepped: 'after', borderDash: [9, 4] });
  const [, first, second] = line?.data ?? [];
  expect(second?.[0]).toBeGreaterThan(first?.[0] ?? Infinity);
  expect(Math.max(...(line?.data ?? []).map(([, coreCount]) => coreCount))).toBeCloseTo(0.97, 1);
  expect(annotations.lines?.[0]).toMatchObject({ scaleId: 'y0', value: 2 });
  expect(scales['y0']?.holdupTicks?.map(({ label }) => label)).toEqual(['0', '1 core', '2 cores']);
});

test('cpu-over-time of a machine with many idle cores leaves them out: they would flatten every line', () => {
  const large = { ...record, machine: { ...record.machine, availableCoreCount: 64 } };
  const { annotations, scales } = cpuOverTime.configure(large, summary);
  expect(annotations.lines).toEqual([]);
  expect(scales['y0']?.['max']).toBeLessThan(4);
  expect(cpuOverTime.describe(large, summary)).toContain('of 64 cores');
});

test('memory-over-time has a line per process and none per thread, and ends it where the process ended', () => {
  const ended = withTelemetry((telemetry) =>
    telemetry.map((one) => ({ ...one, rssBytes: one.rssBytes.map((bytes, index) => (index > 20 ? 0 : bytes)) })),
  );
  const { datasets } = memoryOverTime.configure(ended, summarize(ended));
  expect(datasets.some(({ label }) => label.includes('thread 1'))).toBe(false);
  const server = datasets.find(({ label }) => label === 'thread-pool server');
  expect(server).toMatchObject({ stepped: 'before' });
  expect(server?.data.every(([, mebibytes]) => mebibytes > 0)).toBe(true);
  expect(server?.data.length).toBeLessThan(22);
});

test('of servers that tell nothing of themselves there is no picture', () => {
  const silent = withTelemetry((telemetry) => telemetry.filter(({ role }) => role.endsWith('-sender')));
  expect(cpuOverTime.isShown?.(silent, summarize(silent))).toBe(false);
  expect(memoryOverTime.isShown?.(silent, summarize(silent))).toBe(false);
});
