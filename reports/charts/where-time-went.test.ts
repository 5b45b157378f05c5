import { expect, test } from 'vitest';
import { exampleRecord } from '../../stats/examples/example-record.ts';
import { summarize } from '../../stats/summary.ts';
import { whereTimeWent } from './where-time-went.ts';

const stamped = exampleRecord({ hasStamps: true });

test('where-time-went is shown only where servers told their times', () => {
  const plain = exampleRecord({ roundCount: 1 });
  expect(whereTimeWent.isShown?.(plain, summarize(plain))).toBe(false);
  expect(whereTimeWent.isShown?.(stamped, summarize(stamped))).toBe(true);
});

test('where-time-went blames the loop for waits at a blocking server and the queue for those at a pool', () => {
  const text = whereTimeWent.describe(stamped, summarize(stamped));
  expect(text).toMatch(/blocking heavy \d+ ms, of which loop 8\d %/u);
  expect(text).toMatch(/thread-pool heavy \d+ ms, of which queue 7\d %/u);
});

test('where-time-went fills each bar from 0 to 1', () => {
  const { datasets } = whereTimeWent.configure(stamped, summarize(stamped));
  const bars = Map.groupBy(
    datasets.flatMap(({ data }) => data),
    ([, y]) => y,
  );
  expect(bars.size).toBe(4 * 3);
  for (const points of bars.values()) {
    expect(Math.min(...points.map(([x]) => x))).toBeLessThan(0.02);
    expect(Math.max(...points.map(([x]) => x))).toBeGreaterThan(0.98);
  }
});

test('where-time-went gives no time where the backlog grew, only shares', () => {
  const { columns, rows } = whereTimeWent.table(stamped, summarize(stamped));
  const cold = rows.find(([target, stream]) => target === 'blocking' && stream === 'cold');
  expect(cold?.[columns.indexOf('Mean')]).toBe('unstable');
  expect(cold?.[columns.indexOf('loop')]).toMatch(/%$/u);
});
