import { expect, test } from 'vitest';
import { GATES, GATE_NAMES, SHARED_LATENESS_MS, formatGateValue } from './gate-limits.ts';

test('GATES gives every threshold a reason in sentences', () => {
  expect(GATE_NAMES).toHaveLength(9);
  for (const { title, reason } of Object.values(GATES)) {
    expect(title).toMatch(/^[A-Z].*[^.]$/);
    expect(reason).toMatch(/^[A-Z].*\.$/);
  }
});

test('GATES says how the limit of lateness moves on shared cores', () => {
  expect(GATES['sender-lateness'].exception).toContain(`${SHARED_LATENESS_MS} ms`);
});

test.each([
  { gate: 'achieved-rate', value: 0.02, text: '2.0 %' },
  { gate: 'sender-lateness', value: 96.4, text: '96 ms' },
  { gate: 'sender-cpu', value: 0.8, text: '0.80 core' },
  { gate: 'arrivals', value: 0.0001, text: 'p = 1e-4' },
  { gate: 'arrivals', value: 0.3482, text: 'p = 0.348' },
  { gate: 'conservation', value: 1_060, text: '1,060' },
] as const)('formatGateValue() of $gate $value is $text', ({ gate, value, text }) => {
  expect(formatGateValue(gate, value)).toBe(text);
});
