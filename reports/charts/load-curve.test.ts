import { expect, test } from 'vitest';
import { exampleRecord } from '../../stats/examples/example-record.ts';
import type { RunRecord } from '../../stats/record.ts';
import { summarize } from '../../stats/summary.ts';
import { loadCurve } from './load-curve.ts';

const open = exampleRecord({ levels: 'open' });
const closed = exampleRecord({ levels: 'closed' });

test('load-curve is shown only where there are levels', () => {
  const plain = exampleRecord({ roundCount: 1 });
  expect(loadCurve.isShown?.(plain, summarize(plain))).toBe(false);
  expect(loadCurve.isShown?.(open, summarize(open))).toBe(true);
});

test('load-curve draws no line through an unstable load: an open mark stands above all waits', () => {
  const { datasets, annotations, scales } = loadCurve.configure(open, summarize(open));
  const line = datasets.find(({ label, showLine }) => label === 'blocking' && showLine === true);
  expect(line?.data).toHaveLength(2);
  const marks = datasets.find(
    ({ pointBackgroundColor, data }) => pointBackgroundColor === '--paper' && data.length > 0,
  );
  const highestMs = Math.max(
    ...datasets.filter(({ showLine }) => showLine === true).flatMap(({ data }) => data.map(([, y]) => y)),
  );
  expect(marks?.data[0]?.[1]).toBeGreaterThan(highestMs);
  expect(marks?.data[0]?.[1]).toBeLessThan(Number(scales['heavy']?.['max']));
  expect(annotations.labels?.[0]?.text).toMatch(/^\+[\d.]+\/s$/u);
});

test('load-curve draws N x D / c behind the closed loops: 80 ms for one client, twice that for 4 at 2 workers', () => {
  const { datasets } = loadCurve.configure(closed, summarize(closed));
  const theory = datasets.filter(({ borderWidth, yAxisID }) => borderWidth === 1.25 && yAxisID === 'heavy');
  expect(theory).toHaveLength(4);
  const pool = new Map(theory[2]?.data);
  expect(pool.get(1)).toBe(80);
  expect(pool.get(4)).toBe(160);
});

test('load-curve puts what theory gives below what was measured in the drawing order', () => {
  const { datasets } = loadCurve.configure(open, summarize(open));
  const firstTheory = datasets.findIndex(({ borderWidth }) => borderWidth === 1.25);
  expect(datasets.slice(firstTheory).every(({ borderWidth }) => borderWidth === 1.25)).toBe(true);
});

/** Every n-th request of the heavy stream was refused at the highest load. */
const withRefusals = (record: RunRecord, every: number): RunRecord => ({
  ...record,
  trials: record.trials.map((trial) => ({
    ...trial,
    streams: trial.streams.map((stream) =>
      stream.streamName === 'heavy' && trial.levelName === record.scenario.levels?.at(-1)?.name
        ? {
            ...stream,
            outcomes: stream.outcomes.map((outcome, index) => (index % every === 0 ? 'refused' : outcome)),
          }
        : stream,
    ),
  })),
});

test('load-curve draws a mark as large as the share that was answered right', () => {
  const record = withRefusals(exampleRecord({ levels: 'closed' }), 2);
  const { datasets, annotations } = loadCurve.configure(record, summarize(record));
  const line = datasets.find(
    ({ label, showLine, yAxisID }) => label === 'cluster' && showLine === true && yAxisID === 'heavy',
  );
  const [first = 0, second = 0, half = 0] = (line?.['pointRadius'] ?? []) as readonly number[];
  expect(second).toBe(first);
  expect((half / first) ** 2).toBeCloseTo(0.5, 1);
  expect(annotations.legend?.some(({ text }) => text.startsWith('size of a mark'))).toBe(true);
});

const knees = (record: RunRecord): string[] => {
  const { columns, rows } = loadCurve.table(record, summarize(record));
  const [load, knee] = [columns.indexOf('Load'), columns.indexOf('Knee')];
  return rows.filter((row) => row[knee] !== '').map((row) => `${row[0]} ${row[load]} ${row[knee]}`);
};

test('load-curve marks the knee: a blocking server has it at one client, two workers later', () => {
  expect(knees(closed)).toContain('blocking 1 client here, or before');
  expect(knees(closed)).toContain('thread-pool 4 clients here');
  const { annotations } = loadCurve.configure(closed, summarize(closed));
  expect(annotations.labels?.filter(({ ring }) => ring !== undefined).map(({ target }) => target)).toEqual([
    'thread-pool',
    'cluster',
  ]);
});

test('load-curve marks no knee at the heaviest load: it may lie beyond', () => {
  expect(knees(open).filter((text) => text.startsWith('cluster'))).toEqual([]);
});

test('load-curve hatches what two cores cannot do: over 25 of 80 ms per second', () => {
  const { annotations, scales } = loadCurve.configure(open, summarize(open));
  const maxX = Number(scales['x']?.['max']);
  expect(annotations.bands).toEqual([{ fromX: 25, toX: maxX, label: 'overload', isShaded: false, isHatched: true }]);
  expect(maxX).toBeGreaterThan(25);
  expect(loadCurve.configure(closed, summarize(closed)).annotations.bands).toBeUndefined();
});
