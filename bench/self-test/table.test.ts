import { expect, test } from 'vitest';
import { knownAnswers } from '../../stats/known-answers.ts';
import type { SelfTest } from '../../stats/record.ts';
import { selfTestLines } from './table.ts';

const FAILED: SelfTest = {
  form: 'long',
  startedAt: '2026-01-01T00:00:00.000Z',
  durationMs: 58_400,
  isPassed: false,
  answers: knownAnswers(
    'long',
    {
      'stall-p99': { expected: 189.6, measured: 191.2, closedLoopTool: 0 },
      'md1-heavy-mean': { measured: 12_345.6 },
    },
    true,
  ),
  diagnosis: ["Another program used 67 % of the sender's core. The load average is 2.5 on 2 cores."],
};
const PASSED: SelfTest = {
  ...FAILED,
  isPassed: true,
  answers: FAILED.answers.map((answer) => ({ ...answer, isPassed: true })),
  diagnosis: [],
};

test('the table puts expected beside measured and says what failed, why, and the verdict', () => {
  const text = selfTestLines(FAILED).join('\n');
  expect(text).toMatch(/^Self-test, long form, 58\.4 s/);
  expect(text).toMatch(/stall-p99 +190 ms +185 ms to 194 ms +191 ms +ok/);
  expect(text).toMatch(/md1-neighbour-mean +10\.0 ms .* nothing +FAILED/);
  expect(text).toContain('stall-p99 by autocannon, on the same server: 0.0 ms instead of 191 ms');
  expect(text).toMatch(/What is wrong:\n {2}Another program used 67 %/);
  expect(text).toMatch(/\nNOT TRUSTED$/);
});

test('no line is wider than 80 columns', () => {
  for (const line of selfTestLines(FAILED)) expect(line.length).toBeLessThanOrEqual(80);
});

test('a self-test that passed ends with TRUSTED and lists no failure', () => {
  const lines = selfTestLines(PASSED);
  expect(lines.at(-1)).toBe('TRUSTED');
  expect(lines.join('\n')).not.toMatch(/FAILED|Failed|What is wrong/);
});
