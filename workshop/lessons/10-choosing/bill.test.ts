import { expect, test } from 'vitest';
import { columnsOf } from '../../../reports/plain-text.ts';
import { CARDS } from './card.ts';
import { billLines, pointsOf } from './bill.ts';

const SEEN = {
  probes: [{ dueMs: 0, waitMs: 20 }],
  tasks: [],
  guests: [],
  highestRate: 8,
  noiseMs: 2,
  cpuSeconds: 1.5,
  memoryMb: 160,
};
const PLAYED = CARDS.map(({ name }) => ({
  name,
  strategyName: 'thread-pool-transfer',
  expect: { neighbourMsP99: 10, tasksPerSecond: 4 },
  seen: SEEN,
}));

test('pointsOf() counts each MB, and each hundredth of a second of CPU', () => {
  expect(pointsOf(SEEN)).toBe(310);
});

test('billLines() shows each card within 80 columns, the sum, and by which factor expectations were off', () => {
  const [head = '', ...lines] = billLines(PLAYED);
  expect([head, ...lines.slice(0, CARDS.length)].map(columnsOf)).toEqual([head, ...PLAYED].map(() => 78));
  expect(lines[0]).toMatch(/^tiny-tasks\s+thread-pool-transfer\s+20 ms\s+8\.0\/s\s+1\.5\s+160\s+310$/);
  expect(lines.join('\n')).toContain('Together 1550 points');
  expect(lines.at(-1)).toBe('untrusted-code: you expected 10 ms and 4.0/s: off by a factor of 2.0 and 2.0.');
});
