import { expect, test } from 'vitest';
import { exampleRecord } from '../../stats/examples/example-record.ts';
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
